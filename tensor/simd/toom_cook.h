// Toom-Cook F(3,6): what three rows of a code and a kernel of height 6 have to do with each other, by 8
// products instead of 18.
//
// Along one axis, the transposed convolution is a product of polynomials, x(t) = z(t) w(t) with 3, 6 and 8
// coefficients, and x is known from its values at seven points and its highest coefficient ("at infinity"):
//   x = X^T ( Z z * W w ),   * entry by entry, with Lagrange's polynomials N_k(t) = prod_j!=k (t - p_j):
//   Z[k][i] = p_k^i,   W[k][r] = p_k^r / N_k(p_k),   X[k][j] = coefficient j of N_k;
//   at infinity Z, W pick the last coefficient and X[7] = t N_0(t).
// So sum_ir z_i w_r x_i+r = sum_k (Z z)_k (W w)_k (X x)_k for all z, w, x, and its derivatives are the other
// two: the convolution z = Z^T ( W w * X x ), and the weight gradient w = W^T ( Z z * X x ).
// The points 0, +-1, +-2, +-1/2 make Z and X small multiples of powers of two (Blahut, Fast Algorithms for
// Signal Processing, 2010, chapter 5).
#pragma once

#include "tensor/shape.h"

namespace lgn::simd {

inline constexpr Index toom_cook_rows = 3, toom_cook_height = 6, toom_cook_points = 8;

/// Points p and -p: of pair i, k = 1 + 2 i and 2 + 2 i. k = 0 is the point 0, k = 7 infinity.
/// N(t) = t (t +- p) (t^4 - sum t^2 + product), where sum and product
/// are those of the other pairs' p^2.
struct PointPair {
  float p, sum, product;
};
inline constexpr PointPair point_pairs[] = {{1, 4 + 0.25f, 1}, {2, 1 + 0.25f, 0.25f}, {0.5f, 1 + 4, 4}};
/// Of the point 0: N(t) = t^6 - middle t^4 + middle t^2 - 1.
inline constexpr float middle_coefficient = 5.25f;

}  // namespace lgn::simd
