// The matrix of all inner products of columns: what a covariance is made of.
#pragma once

#include "tensor/tensor.h"

namespace lgn {

/// rows X [N,D] -> X^T X [D,D], symmetric to the last bit. Floats multiply exactly in double precision and
/// are summed there: the error is at most N 2^-53 times the sum of the products' absolute values. For a
/// covariance centre the rows first: large means would cost digits. Error unless X is a matrix.
TensorD gram(const Tensor& rows);

}  // namespace lgn
