// Eigenvalues and eigenvectors of a symmetric tridiagonal matrix by divide and conquer (Cuppen 1981; made
// stable by Gu and Eisenstat 1995): nearly all work is in matrix products, and much of it deflates.
#pragma once

#include <vector>

#include "tensor/tensor.h"

namespace lgn {

/// diagonal [n], off_diagonal [n-1]; vectors [n,n] is overwritten with the eigenvectors as rows, row j for
/// the value j that is returned, in no particular order.
std::vector<double> divide_and_conquer(std::vector<double> diagonal, std::vector<double> off_diagonal,
                                       TensorD& vectors);

}  // namespace lgn
