// QR factorisation by Householder reflections (Golub and Van Loan, section 5.2).
#pragma once

#include "tensor/random.h"
#include "tensor/tensor.h"

namespace lgn {

/// A = Q R with Q's columns orthonormal and R upper triangular (trapezoidal when m < n), k = min(m, n).
struct Qr {
  TensorD q;  // [m,k]
  TensorD r;  // [k,n]
};

/// a [m,n]. Error when `a` is not a matrix or not finite.
Qr qr(const TensorD& a);

/// [d,d], uniformly distributed (Haar): Q of a Gaussian matrix whose R has a positive diagonal (Mezzadri 2007).
TensorD random_orthogonal(Index d, Random& random);

}  // namespace lgn
