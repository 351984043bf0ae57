// Moving rows of pixels between images and lanes: transposition, from "all pixels of an image" to "the same
// pixel of V images".
#pragma once

#include "tensor/shape.h"
#include "tensor/simd/dispatch.h"

namespace lgn::simd {

struct LaneKernels {
  /// V: the floats in a vector.
  Index lanes;

  /// lanes[i * V + n] = from[n * image_step + i] for n < images <= V, i < count; zeros in the other lanes.
  void (*pack)(const float* from, Index image_step, Index images, Index count, float* lanes);

  /// to[n * image_step + i] = lanes[i * V + n] for n < images.
  void (*unpack)(const float* lanes, Index images, Index count, float* to, Index image_step);

  static const LaneKernels scalar, neon, avx2, avx512;
};

}  // namespace lgn::simd
