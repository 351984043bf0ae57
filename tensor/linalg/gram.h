// The matrix of all inner products of columns: what a covariance is made of.
#pragma once

#include "tensor/tensor.h"

namespace lgn {

/// Adds X^T X to the upper triangle of `sum` [D,D], for N rows X [N,D]; half of a matrix product. What lies
/// below the diagonal is left in pieces. For a covariance centre the rows first: large means would cost
/// digits.
void add_upper_gram(const double* rows, Index N, TensorD& sum);

}  // namespace lgn
