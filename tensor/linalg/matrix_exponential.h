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

/// The rotation nearest to a [n,n] in the Frobenius norm: U D V^T of a = U S V^T, where D = I, or, should U
/// V^T be a reflection, has its last entry -1 (Kabsch, 1976; Umeyama, 1991). It is the O of a = P O, P
/// symmetric. Where a has several singular values of zero it is one of many. Error when `a` is not square or
/// not finite.
TensorD nearest_rotation(const TensorD& a);

/// A skew-symmetric L with exp(L) = q: the principal logarithm, all eigen-phases in (-pi, pi]. From the real
/// Schur form, which for a rotation is made of plane rotations (Golub and Van Loan, section 7.4).
/// q [n,n] -> [n,n]. Error when q is not a rotation: q^T q = I to 1e-6, determinant 1.
TensorD rotation_logarithm(const TensorD& q);

}  // namespace lgn
