// A_j = W rho(j) W^T with W orthogonal and block-circulant: b x b blocks of m x m, of which each depends on the
// difference of its row and column alone, modulo b. W commutes with the shift of the b stretches of m neighbouring
// pixels, the rows of a square filter. With the real orthonormal Fourier basis F of length b (Davis, Circulant
// Matrices, section 5.6)
//   W = (F^T (x) I_m) blockdiag(W_0 .. W_floor(b/2)) (F (x) I_m):
// an m x m rotation for the frequencies 0 and b/2, for each in between a unitary matrix as [[X, -Y], [Y, X]]. A product
// with a filter takes 4 (b + m) d operations; with m = b about d^1.5 / 2 numbers are stored.
//
// What it reaches: rho differs from stretch to stretch and does not commute with their shift, and so neither does A.
// W leaves A alone in few directions: with n = m = b = 4 A moves in 24 of 28, and in 92 with a dense W
// (tests/lgn/generator_test.cpp). But the space that A turns by an angle has the same share of every frequency,
// whatever W is: no A that turns slow waves alone is reached.
#pragma once

#include "lgn/generators/basis_action.h"

namespace lgn {

/// m: the smallest divisor of d with m m >= d, the side of square filters. Of a prime d it is d: W is dense.
Index circulant_block(Index d);

/// How many numbers W has: m (m-1)/2 for each rotation, m^2 for each unitary matrix.
Index circulant_count(Index d);

/// numbers [circulant_count(d)], from frequency 0 on -> W. The blocks [s,s] are Cayley transforms of skew-symmetric
/// matrices, numbers / sqrt(s): below the diagonal of a rotation; of a unitary one [[S, -T], [T, S]], S skew with those
/// of P [m,m] below its diagonal, T symmetric with the others.
OrthogonalBasis circulant_basis(const TensorD& numbers, Index d);

}  // namespace lgn
