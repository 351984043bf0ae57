// Packing images into lanes and back.
#include "tensor/lanes.h"

#include <algorithm>

#include "tensor/simd/lane_kernels.h"
#include "tensor/threads.h"

namespace lgn {

Index lane_count() {
  return simd::select<simd::LaneKernels>().lanes;
}

Tensor lane_vectors(Index count) {
  return Tensor::uninitialized({count, lane_count()});
}

Index bundle_count(Index images) {
  return (images + lane_count() - 1) / lane_count();
}

void pack_bundle(const Tensor& x, Index bundle, const Index (&border)[2], float* lanes) {
  const auto& kernels = simd::select<simd::LaneKernels>();
  const Index V = kernels.lanes, C = x.extent(1), H = x.extent(2), W = x.extent(3);
  const Index first = bundle * V, images = std::min(V, x.extent(0) - first);
  const Index margin = border[1] * V, outside = border[0] * C * (W + 2 * border[1]) * V;
  const float* from = x.data() + first * C * H * W;
  float* to = std::fill_n(lanes, outside, 0.0f);
  for (Index row = 0; row < H; ++row) {
    for (Index c = 0; c < C; ++c) {
      to = std::fill_n(to, margin, 0.0f);
      kernels.pack(from + (c * H + row) * W, C * H * W, images, W, to);
      to = std::fill_n(to + W * V, margin, 0.0f);
    }
  }
  std::fill_n(to, outside, 0.0f);
}

void unpack_bundle(const float* lanes, Index bundle, Tensor& x) {
  const auto& kernels = simd::select<simd::LaneKernels>();
  const Index V = kernels.lanes, C = x.extent(1), H = x.extent(2), W = x.extent(3);
  const Index first = bundle * V, images = std::min(V, x.extent(0) - first);
  float* to = x.data() + first * C * H * W;
  for (Index row = 0; row < H; ++row)
    for (Index c = 0; c < C; ++c, lanes += W * V) kernels.unpack(lanes, images, W, to + (c * H + row) * W, C * H * W);
}

Tensor pack_lanes(const Tensor& x, const Index (&border)[2]) {
  const Index bundles = bundle_count(x.extent(0));
  Tensor lanes = Tensor::uninitialized(
      {bundles, x.extent(2) + 2 * border[0], x.extent(1), x.extent(3) + 2 * border[1], lane_count()});
  const Index size = bundles ? lanes.count() / bundles : 0;
  parallel_for(bundles, [&](Index bundle) { pack_bundle(x, bundle, border, lanes.data() + bundle * size); });
  return lanes;
}

}  // namespace lgn
