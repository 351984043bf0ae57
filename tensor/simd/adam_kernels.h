// The Adam update of one tensor's numbers, one version per instruction set; all give the same bits, because
// they use only operations that are rounded correctly, in the same order.
#pragma once

#include "tensor/shape.h"

namespace lgn::simd {

/// The numbers of one step: x -= step_size m / (sqrt(v) / correction + epsilon).
struct AdamStep {
  float beta1, rest1;  // m = beta1 m + rest1 g
  float beta2, rest2;  // v = beta2 v + rest2 g g
  float step_size, correction, epsilon;
};

struct AdamKernels {
  /// Updates x, m and v in place from the gradient g; `count` numbers each, any alignment.
  void (*update)(const AdamStep& step, Index count, const float* g, float* x, float* m, float* v);

  static const AdamKernels scalar, neon, avx2, avx512;
};

}  // namespace lgn::simd
