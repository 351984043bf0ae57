// Eigenvalues and eigenvectors of a symmetric matrix, up to some thousands.
#pragma once

#include "tensor/tensor.h"

namespace lgn {

/// A = V diag(values) V^T.
struct SymmetricEigen {
  TensorD values;   // [n], ascending
  TensorD vectors;  // [n,n], orthogonal; column j belongs to values[j]
};

/// a [n,n]. Errors are of the order n eps ||A||, for eigenvalues of any multiplicity and matrices of any
/// rank. The result does not depend on the number of threads.
/// Error when `a` is not square, not finite, not symmetric (beyond rounding), or on no convergence.
SymmetricEigen eigh(const TensorD& a);

}  // namespace lgn
