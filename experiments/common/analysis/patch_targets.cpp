#include "experiments/common/analysis/patch_targets.h"

#include <algorithm>
#include <cmath>

#include "lgn/probe/patch_operators.h"
#include "tensor/linalg/matmul.h"
#include "tensor/threads.h"

namespace lgn {

const char* name(PatchFilter filter) {
  return filter == PatchFilter::median ? "median" : "mean";
}

Tensor draw_patches(Random& random, const Tensor& images, Index channel, Index m, Index count) {
  const Index height = images.extent(2), width = images.extent(3);
  require(height >= m && width >= m, "patches of ", m, " x ", m, " pixels from images of ", height, " x ", width);
  const auto draw = [&](Index bound) { return static_cast<Index>(random.below(static_cast<std::uint64_t>(bound))); };
  Tensor patches({count, m * m});
  for (Index i = 0; i < count; ++i) {
    const Index image = draw(images.extent(0)), top = draw(height - m + 1), left = draw(width - m + 1);
    for (Index row = 0; row < m; ++row)
      for (Index column = 0; column < m; ++column)
        patches(i, row * m + column) = images(image, channel, top + row, left + column);
  }
  return patches;
}

PatchSets draw_patch_sets(Random& random, const Tensor& images, Index m, Index train, Index held_out) {
  const Index count = images.extent(0), first = std::max<Index>(1, count * 9 / 10);
  require(count >= 2, "patches from ", count, " image; expected at least two, one of them to be held out");
  PatchSets sets;
  for (Index channel = 0; channel < images.extent(1); ++channel) {
    sets.train.push_back(draw_patches(random, images.slice(0, first), channel, m, train));
    sets.held_out.push_back(draw_patches(random, images.slice(first, count - first), channel, m, held_out));
  }
  return sets;
}

Tensor targets_of(const Tensor& patches, const PatchTarget& target) {
  const Index count = patches.extent(0), d = patches.extent(1);
  const auto m = static_cast<Index>(std::lround(std::sqrt(static_cast<double>(d))));
  const TensorD rotation = rotation_operator(m, target.degrees);
  const TensorD linear = matmul(rotation, mean_filter_operator(m, target.size));
  Tensor targets({count, d});
  parallel_ranges(count, 512, [&](Index first, Index last) {
    for (Index i = first; i < last; ++i) {
      TensorD patch = cast<double>(patches.slice(i, 1)).reshape({d, 1}), filtered({d, 1});
      const bool median = target.filter == PatchFilter::median;
      if (median) median_filter(m, target.size, patch.data(), filtered.data());
      const TensorD y = median ? matmul(rotation, filtered) : matmul(linear, patch);
      for (Index p = 0; p < d; ++p) targets(i, p) = static_cast<float>(y[p]);
    }
  });
  return targets;
}

}  // namespace lgn
