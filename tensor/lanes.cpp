// Packing images into lanes and back.
#include "tensor/lanes.h"

#include <algorithm>

#include "tensor/simd/lane_kernels.h"
#include "tensor/threads.h"

namespace lgn {

Index lane_count() {
  return simd::select<simd::LaneKernels>().lanes;
}

Index lane_groups(Index images) {
  return (images + lane_count() - 1) / lane_count();
}

void pack_group(const Tensor& x, Index group, const Index (&border)[2], float* lanes) {
  const auto& kernels = simd::select<simd::LaneKernels>();
  const Index V = kernels.lanes, C = x.extent(1), H = x.extent(2), W = x.extent(3);
  const Index first = group * V, images = std::min(V, x.extent(0) - first);
  const Index row_step = (W + 2 * border[1]) * V, margin = border[1] * V;
  const float* from = x.data() + first * C * H * W;
  float* to = lanes;
  const auto zeros = [&](Index count) { to = std::fill_n(to, count, 0.0f); };
  for (Index c = 0; c < C; ++c) {
    zeros(border[0] * row_step);
    for (Index row = 0; row < H; ++row) {
      zeros(margin);
      kernels.pack(from + (c * H + row) * W, C * H * W, images, W, to);
      to += W * V;
      zeros(margin);
    }
    zeros(border[0] * row_step);
  }
}

void unpack_group(const float* lanes, Index group, Tensor& x) {
  const auto& kernels = simd::select<simd::LaneKernels>();
  const Index V = kernels.lanes, size = x.extent(1) * x.extent(2) * x.extent(3);
  const Index first = group * V, images = std::min(V, x.extent(0) - first);
  kernels.unpack(lanes, images, size, x.data() + first * size, size);
}

Tensor pack_lanes(const Tensor& x, const Index (&border)[2]) {
  const Index groups = lane_groups(x.extent(0));
  Tensor lanes = Tensor::uninitialized(
      {groups, x.extent(1), x.extent(2) + 2 * border[0], x.extent(3) + 2 * border[1], lane_count()});
  const Index size = groups ? lanes.count() / groups : 0;
  parallel_for(groups, [&](Index group) { pack_group(x, group, border, lanes.data() + group * size); });
  return lanes;
}

Tensor unpack_lanes(const Tensor& lanes, Index images) {
  const Index groups = lane_groups(images);
  require(lanes.rank() == 5 && lanes.extent(0) == groups && lanes.extent(4) == lane_count(), images,
          " images in lanes have shape [", groups, ", C, H, W, ", lane_count(), "]; found ",
          to_string(lanes.shape()));
  Tensor x = Tensor::uninitialized({images, lanes.extent(1), lanes.extent(2), lanes.extent(3)});
  const Index size = groups ? lanes.count() / groups : 0;
  parallel_for(groups, [&](Index group) { unpack_group(lanes.data() + group * size, group, x); });
  return x;
}

}  // namespace lgn
