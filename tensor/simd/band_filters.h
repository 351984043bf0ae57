// Filters for the bands of direct_band.h and toom_cook_band.h. A kernel of height 4 to 8 is worked on by Toom-Cook,
// as eight "planes" of filters one row high, evaluated at its points (toom_cook.h); any other as one plane, the
// filters themselves.
#pragma once

#include "tensor/simd/convolution_kernels.h"
#include "tensor/simd/toom_cook.h"

namespace lgn::simd {

[[gnu::always_inline]] inline bool uses_toom_cook(const LaneConvolution& g) {
  return g.kernel[0] >= 4 && g.kernel[0] <= 8 && g.stride[0] == 1;
}

/// What one plane's convolution sees; with Toom-Cook index 0 counts points, and channels those of all parts.
LaneConvolution plane_shape(const LaneConvolution& shape);

/// Numbers in all planes of packed filters, and of filters as they are.
Index band_packed_size(const LaneConvolution& shape);
Index band_gradient_size(const LaneConvolution& shape);
/// Vectors that a band needs for itself.
Index band_scratch_size(const LaneConvolution& shape);

/// w [F,C,r,s] -> planes, each as by pack_filters, or as by pack_filters_transposed.
void pack_band_filters(const LaneConvolution& shape, const float* w, float* packed);
void pack_band_filters_transposed(const LaneConvolution& shape, const float* w, float* packed);

/// The lanes of `sums`, band_packed_size() vectors, added up: band_gradient_size() numbers.
void reduce_band_gradient(const LaneConvolution& shape, const float* sums, float* planes);
/// Those, perhaps added up, -> the gradient of w [F,C,r,s].
void unpack_band_gradient(const LaneConvolution& shape, const double* planes, double* w_gradient);

}  // namespace lgn::simd
