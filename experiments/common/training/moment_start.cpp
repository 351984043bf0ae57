#include "experiments/common/training/moment_start.h"

#include <algorithm>
#include <cmath>

#include "lgn/probe/commutant_candidates.h"
#include "lgn/probe/coordinate_candidates.h"
#include "lgn/probe/eigenbasis_search.h"
#include "lgn/probe/finite_group.h"
#include "lgn/probe/preparation.h"
#include "tensor/random.h"

namespace lgn {
namespace {

constexpr Index patches_drawn = 100'000;
constexpr double least_kept = 0.85;  // of held-out moments, by a permutation: correlations alone are kept by more

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
        patches(i, p) += images.pixel(((image * channels + c) * rows + y) * columns + x) / channels;
      }
  }
  return patches;
}

/// Elements of order n of the groups that the probe proposes; what they keep is not filled in.
std::vector<Element> elements_of_groups(const std::vector<GroupCandidate>& candidates, Index n) {
  std::vector<Element> elements;
  for (const GroupCandidate& candidate : candidates) {
    const std::optional<FiniteGroup> group = generated_group(candidate.generators, candidate.order);
    if (!group) continue;
    const std::vector<Index> orders = element_orders(*group);
    for (std::size_t g = 0; g < orders.size(); ++g)
      if (orders[g] == n) elements.push_back({group->elements[g], {}});
  }
  return elements;
}

/// Of these elements the one that keeps most of a sample's moments, that filled in; none where there is none.
std::optional<Element> best_on(const ProbeSample& sample, std::vector<Element> elements) {
  if (elements.empty()) return std::nullopt;
  const SampleMoments moments = measure_moments(sample);
  const Agreement judge(leading_moments(moments, moment_spectrum(moments), 60, 8));
  for (Element& element : elements) element.kept = judge(element.A);
  return *std::max_element(elements.begin(), elements.end(),
                           [](const Element& a, const Element& b) { return a.kept.both < b.kept.both; });
}

}  // namespace

MomentStart start_from_moments(const Images& images, const KernelExtent& kernel, Index n, std::uint64_t seed) {
  const std::string flag = "--search moments";
  CommutantSettings settings;
  settings.search.seed = seed;
  require(n >= 2 && n <= settings.largest_order, flag, " looks for groups of 2 to ", settings.largest_order,
          " elements; --group-size is ", n);
  require(kernel.count() <= 64 && kernel.height <= images.shape()[2] && kernel.width <= images.shape()[3], flag,
          " with --kernel ", to_string(kernel), "; expected one that fits into the images, of at most 64 pixels");
  Random random(seed, Stream::data);
  std::vector<Index> units;
  const TensorD patches = mean_patches(images, kernel, random, units);
  const PreparedSample sample = prepare_sample(patches, units, {.dimension = kernel.count(), .seed = seed});
  const char* where = "their covariance's eigenbasis";
  std::optional<Element> best;
  if (n == 2 || n == 4) best = best_on(sample.held_out, elements_of_order(sample.training, n, seed));
  if (!best) {
    where = "the groups that their moments' commutant gives";
    best = best_on(sample.held_out, elements_of_groups(commutant_candidates(sample.training, settings), n));
    const auto permutation = best_on(sample.held_out, elements_of_groups(coordinate_candidates(sample), n));
    if (permutation && permutation->kept.both > std::max(least_kept, best ? best->kept.both : 0)) {
      where = "the permutations that keep pixels' correlations";
      best = permutation;
    }
  }
  require(best.has_value(), flag, ": no matrix of order ", n,
          " keeps the moments of these images' patches; give another --group-size or start");
  return {orthogonal_on_vectors(sample, best->A),
          concat(flag, " found a matrix of order ", n, " in ", where, "; it keeps ", std::lround(100 * best->kept.both),
                 " % of the moments of patches that did not propose it")};
}

}  // namespace lgn
