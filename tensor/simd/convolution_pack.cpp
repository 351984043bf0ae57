// The order in which the convolution kernels read filters.
#include "tensor/simd/convolution_kernels.h"

namespace lgn::simd {

void pack_filters(const LaneConvolution& shape, const float* w, float* packed) {
  const Index taps = shape.channels * shape.kernel[0] * shape.kernel[1];
  for (Index filter = 0; filter < shape.filter_blocks() * filters_per_tile; filter += filters_per_tile) {
    for (Index tap = 0; tap < taps; ++tap)
      for (Index k = 0; k < filters_per_tile; ++k)
        *packed++ = filter + k < shape.filters ? w[(filter + k) * taps + tap] : 0.0f;
  }
}

void pack_filters_transposed(const LaneConvolution& shape, const float* w, float* packed) {
  const Index taps = shape.kernel[0] * shape.kernel[1];
  for (Index block = 0; block < shape.channel_blocks(); ++block) {
    for (Index filter = 0; filter < shape.filters; ++filter) {
      for (Index tap = 0; tap < taps; ++tap)
        for (Index c = shape.first_channel(block); c < shape.first_channel(block + 1); ++c)
          *packed++ = w[(filter * shape.channels + c) * taps + tap];
    }
  }
}

}  // namespace lgn::simd
