// The transformations of Toom-Cook F(3,6) along the vertical axis, on rows of vectors.
#pragma once

#include "tensor/simd/convolution_kernels.h"
#include "tensor/simd/toom_cook.h"

namespace lgn::simd {
namespace {  // internal linkage: see dispatch.h

/// Z z: `count` entries of three rows -> at the points k, `plane_step` apart. A null row is zero.
inline void evaluate_code(const float* const (&rows)[toom_cook_rows], Index count, float* planes,
                          Index plane_step) {
  for (Index j = 0; j < count * Floats::lanes; j += Floats::lanes) {
    const Floats z0 = Floats::load(rows[0] + j);
    const Floats z1 = rows[1] ? Floats::load(rows[1] + j) : Floats::zero();
    const Floats z2 = rows[2] ? Floats::load(rows[2] + j) : Floats::zero();
    float* to = planes + j;
    z0.store(to);
#pragma GCC unroll 3
    for (const PointPair& pair : point_pairs) {
      const Floats even = fma(Floats::broadcast(pair.p * pair.p), z2, z0), p = Floats::broadcast(pair.p);
      fma(p, z1, even).store(to += plane_step);
      fnma(p, z1, even).store(to += plane_step);
    }
    z2.store(to + plane_step);
  }
}

/// Z^T y: the values at the points -> three rows, of which null ones are left out.
inline void collect_code(const float* planes, Index plane_step, Index count,
                         float* const (&rows)[toom_cook_rows]) {
  for (Index j = 0; j < count * Floats::lanes; j += Floats::lanes) {
    const float* from = planes + j;
    Floats z0 = Floats::load(from), z1 = Floats::zero(), z2 = Floats::load(from + 7 * plane_step);
#pragma GCC unroll 3
    for (const PointPair& pair : point_pairs) {
      const Floats plus = Floats::load(from += plane_step), minus = Floats::load(from += plane_step);
      const Floats sum = plus + minus;
      z0 = z0 + sum;
      z1 = fma(Floats::broadcast(pair.p), plus - minus, z1);
      z2 = fma(Floats::broadcast(pair.p * pair.p), sum, z2);
    }
    z0.store(rows[0] + j);
    if (rows[1]) z1.store(rows[1] + j);
    if (rows[2]) z2.store(rows[2] + j);
  }
}

/// X x: `count` entries of eight rows -> at the points.
inline void evaluate_image(const float* const (&rows)[toom_cook_points], Index count, float* planes,
                           Index plane_step) {
  const Floats middle = Floats::broadcast(middle_coefficient);
  for (Index j = 0; j < count * Floats::lanes; j += Floats::lanes) {
    Floats x[toom_cook_points];
#pragma GCC unroll 8
    for (int i = 0; i < toom_cook_points; ++i) x[i] = Floats::load(rows[i] + j);
    float* to = planes + j;
    fma(middle, x[2] - x[4], x[6] - x[0]).store(to);
#pragma GCC unroll 3
    for (const PointPair& pair : point_pairs) {
      const Floats sum = Floats::broadcast(pair.sum), product = Floats::broadcast(pair.product);
      const Floats even = fma(product, x[2], fnma(sum, x[4], x[6]));
      const Floats odd = fma(product, x[1], fnma(sum, x[3], x[5])), p = Floats::broadcast(pair.p);
      fma(p, odd, even).store(to += plane_step);
      fnma(p, odd, even).store(to += plane_step);
    }
    fma(middle, x[3] - x[5], x[7] - x[1]).store(to + plane_step);
  }
}

/// rows -= X^T y, for the rows that are not null.
inline void subtract_image(const float* planes, Index plane_step, Index count,
                           float* const (&rows)[toom_cook_points]) {
  const Floats middle = Floats::broadcast(middle_coefficient);
  for (Index j = 0; j < count * Floats::lanes; j += Floats::lanes) {
    const float* from = planes + j;
    const Floats first = Floats::load(from), last = Floats::load(from + 7 * plane_step);
    Floats x[toom_cook_points] = {
        Floats::zero() - first,          Floats::zero() - last,          middle * first, middle * last,
        Floats::zero() - middle * first, Floats::zero() - middle * last, first,          last};
#pragma GCC unroll 3
    for (const PointPair& pair : point_pairs) {
      const Floats plus = Floats::load(from += plane_step), minus = Floats::load(from += plane_step);
      const Floats even = plus + minus, odd = Floats::broadcast(pair.p) * (plus - minus);
      const Floats sum = Floats::broadcast(pair.sum), product = Floats::broadcast(pair.product);
      x[1] = fma(product, odd, x[1]);
      x[2] = fma(product, even, x[2]);
      x[3] = fnma(sum, odd, x[3]);
      x[4] = fnma(sum, even, x[4]);
      x[5] = x[5] + odd;
      x[6] = x[6] + even;
    }
#pragma GCC unroll 8
    for (int i = 0; i < toom_cook_points; ++i) {
      if (rows[i]) (Floats::load(rows[i] + j) - x[i]).store(rows[i] + j);
    }
  }
}

}  // namespace
}  // namespace lgn::simd
