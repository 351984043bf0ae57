// How far matrices are from being orthogonal: the regulariser `svd`.
#pragma once

#include "autograd/tape.h"

namespace lgn {

/// A [..., d, d] -> y = sum_i |1 - sigma_i| over the singular values of each matrix, shape [...] ([1] for a
/// single one): the distance to the nearest orthogonal matrix in the nuclear norm (Fan and Hoffman, 1955).
/// Singular values and vectors are computed in double.
///
/// With A = U diag(sigma) V^T,   dA = dy U diag(s) V^T,   s_i = sign(sigma_i - 1).
///   Repeated singular values: their vectors may be turned within the space that they span, but share one s,
///     so that the product, and with it the derivative, is unique.
///   sigma = 0: y has a kink there, whatever the basis of the null spaces; U and V are completed to
///     orthonormal bases and s = -1, one of the directions in which y falls fastest. It depends on A alone.
///   sigma = 1, within what rounding A to float32 may have moved it (2^-24 ||A||_F): the kink of |1 - sigma|,
///     s = 0. An orthogonal matrix therefore stays where it is.
/// Error when the matrices are not square, or not finite.
Variable orthogonal_distance(Variable A);

}  // namespace lgn
