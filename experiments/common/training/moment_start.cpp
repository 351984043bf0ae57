#include "experiments/common/training/moment_start.h"

#include "lgn/probe/eigenbasis_search.h"
#include "lgn/probe/preparation.h"

namespace lgn {
namespace {

constexpr Index patches_drawn = 100'000;

double pixel(const Images& images, Index at) {
  if (const Tensor* floats = std::get_if<Tensor>(&images.pixels)) return (*floats)[at];
  return std::get<Bytes>(images.pixels)[at] / 255.0;
}

/// Kernel-sized, means over channels, [N,d]; `units` says from which images.
TensorD mean_patches(const Images& images, const KernelExtent& kernel, Random& random, std::vector<Index>& units) {
  const Shape& shape = images.shape();
  const Index channels = shape[1], rows = shape[2], columns = shape[3], d = kernel.count();
  TensorD patches({patches_drawn, d});
  const auto below = [&](Index bound) { return static_cast<Index>(random.below(static_cast<std::uint64_t>(bound))); };
  for (Index i = 0; i < patches_drawn; ++i) {
    const Index image = below(shape[0]), top = below(rows - kernel.height + 1),
                left = below(columns - kernel.width + 1);
    units.push_back(image);
    for (Index c = 0; c < channels; ++c)
      for (Index p = 0; p < d; ++p) {
        const Index y = top + p / kernel.width, x = left + p % kernel.width;
        patches(i, p) +=
            pixel(images, ((image * channels + c) * rows + y) * columns + x) / static_cast<double>(channels);
      }
  }
  return patches;
}

}  // namespace

TensorD start_from_moments(const Images& images, const KernelExtent& kernel, Index n, std::uint64_t seed) {
  const std::string flag = "--search moments";
  require(n == 2 || n == 4, flag, " looks for groups of 2 or 4 elements; --group-size is ", n);
  require(kernel.count() <= 64 && kernel.height <= images.shape()[2] && kernel.width <= images.shape()[3], flag,
          " with --kernel ", to_string(kernel), "; expected one that fits into the images, of at most 64 pixels");
  Random random(seed, Stream::data);
  std::vector<Index> units;
  const TensorD patches = mean_patches(images, kernel, random, units);
  const PreparedSample sample = prepare_sample(patches, units, {.dimension = kernel.count(), .seed = seed});
  const std::vector<Element> found = elements_of_order(sample.training, n, seed);
  require(!found.empty(), flag, ": no matrix of order ", n,
          " keeps the moments of these images' patches; give another --group-size or start");
  const SampleMoments moments = measure_moments(sample.held_out);
  const Agreement judge(leading_moments(moments, moment_spectrum(moments), 60, 8));
  const Element* best = nullptr;
  double most = 0;
  for (const Element& element : found) {
    const double kept = judge(element.A).both;
    if (!best || kept > most) best = &element, most = kept;
  }
  return orthogonal_on_vectors(sample, best->A);
}

}  // namespace lgn
