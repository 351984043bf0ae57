// Singular value decomposition by one-sided Jacobi rotations (Demmel and Veselic, 1992). Below 48 columns
// small singular values come out with high relative accuracy; above, where the columns are turned by the
// eigenvectors of A^T A first to save sweeps, errors are of the order n eps ||A||.
#pragma once

#include "tensor/tensor.h"

namespace lgn {

/// A = U diag(singular_values) V^T, k = min(m, n). Columns of U and of V are orthonormal, also those that
/// belong to singular values of zero.
struct Svd {
  TensorD u;                // [m,k]
  TensorD singular_values;  // [k], descending
  TensorD v;                // [n,k]
};

/// a [m,n]. Error when `a` is not a matrix, not finite, or the rotations do not converge.
Svd svd(const TensorD& a);

/// The singular values alone, descending, [min(m,n)].
TensorD singular_values(const TensorD& a);

}  // namespace lgn
