// The matrix exponential by scaling and squaring with Pade approximation (Higham, 2005).
#pragma once

#include "tensor/tensor.h"

namespace lgn {

/// exp(A) = I + A + A^2/2! + ..,  a [n,n] -> [n,n]. Error when `a` is not square, not finite, or the result
/// overflows.
TensorD matrix_exponential(const TensorD& a);

/// Vector-Jacobian product: for L with dL/d(exp A) = gradient [n,n], returns dL/dA [n,n]. It is the upper
/// right block of exp([A^T G; 0 A^T]) (Higham, Functions of Matrices, section 10.2.1 and theorem 3.6).
TensorD matrix_exponential_gradient(const TensorD& a, const TensorD& gradient);

}  // namespace lgn
