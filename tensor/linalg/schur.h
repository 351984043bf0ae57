// Real Schur form of a square matrix: Hessenberg reduction, then Francis' double-shift QR iteration
// (Golub and Van Loan, sections 7.4 and 7.5).
#pragma once

#include "tensor/tensor.h"

namespace lgn {

/// A = Q T Q^T with Q orthogonal and T upper triangular but for 2x2 blocks on the diagonal, each of which
/// belongs to a pair of complex conjugate eigenvalues.
struct RealSchur {
  TensorD q;  // [n,n]; empty when not wanted
  TensorD t;  // [n,n]
};

/// a [n,n]. Without vectors T's diagonal blocks are right, the rest of it is not. Error when `a` is not
/// square, not finite, or the iteration does not converge.
RealSchur real_schur(const TensorD& a, bool with_vectors = true);

}  // namespace lgn
