// Inner loops of factorisations and eigenproblems, in double precision, one version per instruction set.
#pragma once

#include "tensor/shape.h"

namespace lgn::simd {

struct MatrixKernels {
  /// y += S x for the part of a symmetric S [n,n] that rows [first, last) of its upper triangle name: entry
  /// (i, j) counts for y[i] and, when j > i, for y[j]. Each entry is read once; what stands below
  /// the diagonal must be finite, and does not count. Touches y[first .. n). Bound: memory.
  void (*multiply_upper_rows)(Index n, Index first, Index last, const double* s, Index ld, const double* x, double* y);

  /// result[r] = sum_i rows[r * ld + i] x[i], i < count, r < number.
  void (*dots)(Index count, Index number, const double* rows, Index ld, const double* x, double* result);

  /// y[i] += sum_r factors[r] rows[r * ld + i].
  void (*add_combination)(Index count, Index number, const double* rows, Index ld, const double* factors, double* y);

  /// (x, y) := (c x + s y, c y - s x).
  void (*rotate)(Index count, double c, double s, double* x, double* y);

  /// With t_j = z_j / (poles_j - x): value = sum_j z_j t_j, derivative = sum_j t_j^2.
  void (*sum_poles)(Index count, const double* z, const double* poles, double x, double* value, double* derivative);

  /// result[r] = sum_i min(cap, (rows[r * ld + i] - x[i])^2), i < count, r < number.
  void (*capped_distances)(Index count, Index number, double cap, const double* rows, Index ld, const double* x,
                           double* result);

  static const MatrixKernels scalar, neon, avx2, avx512;
};

}  // namespace lgn::simd
