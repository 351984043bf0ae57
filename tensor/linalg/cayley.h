// The Cayley transform: from a skew-symmetric matrix to an orthogonal one without the eigenvalue -1
// (Golub and Van Loan, Matrix Computations, problem 2.5.6).
#pragma once

#include "tensor/linalg/lu.h"

namespace lgn {

/// Numbers below the diagonal of an n x n matrix.
inline Index skew_count(Index n) {
  return n * (n - 1) / 2;
}

/// W = (I - K)^-1 (I + K),  [n,n] orthogonal to rounding. K is skew-symmetric: K(i,j) = -K(j,i) = entry of
/// `below` for i > j, row after row; below [n (n-1)/2]. Error when an entry is not finite.
TensorD cayley(const TensorD& below, Index n);

/// I - K factorised, which gives W x = 2 (I - K)^-1 x - x without W.
Lu cayley_factors(const TensorD& below, Index n);

/// Rows x [k,n] -> W x, or W^T x, in O(n^2) each.
TensorD cayley_times(const Lu& factors, const TensorD& rows, bool transposed);

/// Vector-Jacobian product: for L with dL/dW = gradient [n,n], returns dL/d(below). With M = (I - K)^-1,
/// W = 2M - I, so that dL/dK = 2 M^T gradient M^T, of which the skew part counts.
TensorD cayley_gradient(const TensorD& w, const TensorD& gradient);

/// The numbers below the diagonal of (a - a^T) / 2.
TensorD skew_part(const TensorD& a);

/// Numbers below the diagonal that give W; W [n,n] orthogonal. Error when W has the eigenvalue -1 (to
/// rounding), as every mirror has.
TensorD inverse_cayley(const TensorD& w);

}  // namespace lgn
