// Toom-Cook F(9 - m, m): what a few rows of a code and a kernel of height m have to do with each other, by 8
// products: for three rows and m = 6 instead of 18, for five and m = 4 or four and m = 5 instead of 20, for two
// and m = 7 instead of 14. A kernel of height 8 is two of height 4, one below the other: 16 products instead of 40.
//
// 1. Along one axis the transposed convolution is a product of polynomials: x(t) = z(t) w(t), with the 9 - m rows
//    of the code, the m of the kernel and the 8 of the image as coefficients.
// 2. A polynomial with 8 coefficients is known from its values at seven points and its highest coefficient
//    ("the value at infinity"), and at each point the product of polynomials is one of numbers.
// 3. So evaluate z and w at the points, multiply, and interpolate with Lagrange's polynomials
//    N_k(t) = prod_j!=k (t - p_j), whose divisors are put on the side of the filters, which are few:
//      x = X^T ( Z z * W w ),   * entry by entry:
//      Z[k][i] = p_k^i,   W[k][r] = p_k^r / N_k(p_k),   X[k][j] = coefficient j of N_k;
//      at infinity Z, W pick the last coefficient and X[7] = t N_0(t).
// 4. Hence sum_ir z_i w_r x_i+r = sum_k (Z z)_k (W w)_k (X x)_k for all z, w, x, and its derivatives are the
//    other two operations: the convolution z = Z^T ( W w * X x ), and the weight gradient w = W^T ( Z z * X x
//    ).
// 5. With the points 0, +-1, +-2, +-1/2, Z and X are small multiples of powers of two, and what p and -p have
//    in common is computed once (Blahut, Fast Algorithms for Signal Processing, 2010, chapter 5).
//
// Below: the points; W; Z and its transpose; X and its transpose, on values of a type `Number` with fma() and
// fnma(). band_filters.h applies W to filters, toom_cook_band.h the others to rows of vectors.
#pragma once

#include "tensor/shape.h"

namespace lgn::simd {

inline constexpr Index toom_cook_points = 8;

/// Parts, of the same height, of a kernel. A part is worked on as if it were a kernel for a channel of its own, the
/// image moved up by the parts above: w [F,C,r,s] is [F,C parts,r / parts,s] in memory.
constexpr Index toom_cook_parts(Index kernel_height) {
  return kernel_height == 8 ? 2 : 1;
}

/// Rows of the code that are worked on together: as many as make a product of 8 coefficients with a part.
constexpr Index toom_cook_rows(Index kernel_height) {
  return toom_cook_points + 1 - kernel_height / toom_cook_parts(kernel_height);
}

/// Points p and -p: of pair i, k = 1 + 2 i and 2 + 2 i. k = 0 is the point 0, k = 7 infinity.
/// N(t) = t (t +- p) (t^4 - sum t^2 + product), where sum and product are those of the other pairs' p^2.
struct PointPair {
  float p, sum, product;
};
inline constexpr int point_pair_count = 3;
inline constexpr PointPair point_pairs[point_pair_count] = {{1, 4 + 0.25f, 1}, {2, 1 + 0.25f, 0.25f}, {0.5f, 1 + 4, 4}};
/// Of the point 0: N(t) = t^6 - middle t^4 + middle t^2 - 1.
inline constexpr float middle_coefficient = 5.25f;

/// W[k][r] of a part of height m.
constexpr double filter_coefficient(Index k, Index r, Index m) {
  if (k == 0) return r == 0 ? -1 : 0;
  if (k == toom_cook_points - 1) return r == m - 1 ? 1 : 0;
  const PointPair& pair = point_pairs[(k - 1) / 2];
  const double square = pair.p * pair.p;
  double power = 1 / (2 * square * (square * square - pair.sum * square + pair.product));
  for (Index i = 0; i < r; ++i) power *= k % 2 ? pair.p : -pair.p;
  return power;
}

/// Z z for 2 to 5 rows, handed over point by point as take(k, value).
template <class Number, std::size_t rows, class Take>
[[gnu::always_inline]] inline void code_at_points(const Number (&z)[rows], Take&& take) {
  take(0, z[0]);
#pragma GCC unroll 3
  for (int i = 0; i < point_pair_count; ++i) {
    const Number p = Number::broadcast(point_pairs[i].p);
    const Number square = Number::broadcast(point_pairs[i].p * point_pairs[i].p);
    Number even = z[0], odd = z[1];
    if constexpr (rows == 5) even = fma(square, fma(square, z[4], z[2]), even);
    if constexpr (rows == 3 || rows == 4) even = fma(square, z[2], even);
    if constexpr (rows >= 4) odd = fma(square, z[3], odd);
    take(1 + 2 * i, fma(p, odd, even));
    take(2 + 2 * i, fnma(p, odd, even));
  }
  take(7, z[rows - 1]);
}

/// z = Z^T y, where y_k = value(k).
template <class Number, std::size_t rows, class Value>
[[gnu::always_inline]] inline void code_from_points(Value&& value, Number (&z)[rows]) {
  z[0] = value(0);
#pragma GCC unroll 5
  for (std::size_t j = 1; j < rows; ++j) z[j] = Number::zero();
  z[rows - 1] = value(7);
#pragma GCC unroll 3
  for (int i = 0; i < point_pair_count; ++i) {
    const Number plus = value(1 + 2 * i), minus = value(2 + 2 * i);
    const Number sum = plus + minus, difference = plus - minus;
    z[0] = z[0] + sum;
    float power = 1;
#pragma GCC unroll 5
    for (std::size_t j = 1; j < rows; ++j) {
      power *= point_pairs[i].p;
      z[j] = fma(Number::broadcast(power), j % 2 ? difference : sum, z[j]);
    }
  }
}

/// X x, likewise.
template <class Number, class Take>
[[gnu::always_inline]] inline void image_at_points(const Number (&x)[toom_cook_points], Take&& take) {
  const Number middle = Number::broadcast(middle_coefficient);
  take(0, fma(middle, x[2] - x[4], x[6] - x[0]));
#pragma GCC unroll 3
  for (int i = 0; i < point_pair_count; ++i) {
    const Number p = Number::broadcast(point_pairs[i].p);
    const Number sum = Number::broadcast(point_pairs[i].sum);
    const Number product = Number::broadcast(point_pairs[i].product);
    const Number even = fma(product, x[2], fnma(sum, x[4], x[6]));
    const Number odd = fma(product, x[1], fnma(sum, x[3], x[5]));
    take(1 + 2 * i, fma(p, odd, even));
    take(2 + 2 * i, fnma(p, odd, even));
  }
  take(7, fma(middle, x[3] - x[5], x[7] - x[1]));
}

/// x = X^T y, likewise.
template <class Number, class Value>
[[gnu::always_inline]] inline void image_from_points(Value&& value, Number (&x)[toom_cook_points]) {
  const Number middle = Number::broadcast(middle_coefficient), first = value(0), last = value(7);
  x[0] = Number::zero() - first;
  x[1] = Number::zero() - last;
  x[2] = middle * first;
  x[3] = middle * last;
  x[4] = Number::zero() - x[2];
  x[5] = Number::zero() - x[3];
  x[6] = first;
  x[7] = last;
#pragma GCC unroll 3
  for (int i = 0; i < point_pair_count; ++i) {
    const Number p = Number::broadcast(point_pairs[i].p);
    const Number sum = Number::broadcast(point_pairs[i].sum);
    const Number product = Number::broadcast(point_pairs[i].product);
    const Number plus = value(1 + 2 * i), minus = value(2 + 2 * i);
    const Number even = plus + minus, odd = p * (plus - minus);
    x[1] = fma(product, odd, x[1]);
    x[2] = fma(product, even, x[2]);
    x[3] = fnma(sum, odd, x[3]);
    x[4] = fnma(sum, even, x[4]);
    x[5] = x[5] + odd;
    x[6] = x[6] + even;
  }
}

}  // namespace lgn::simd
