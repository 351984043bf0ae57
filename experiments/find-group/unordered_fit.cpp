#include "experiments/find-group/unordered_fit.h"

#include <algorithm>
#include <cmath>

#include "lgn/probe/elements.h"
#include "lgn/probe/sample_moments.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"

namespace lgn {
namespace {

/// The least ||A^n - I||_F / sqrt(2 d) over orders n = 2 .. 12.
double closure_of(const TensorD& A) {
  constexpr Index largest_order = 12;
  double least = 2;
  TensorD power = A;
  for (Index n = 2; n <= largest_order; ++n) {
    power = matmul(power, A);
    least = std::min(least, distance_from_identity(power) / std::sqrt(2.0));
  }
  return least;
}

}  // namespace

UnorderedFit fit_without_order(const ProbeSample& training, Index starts, std::uint64_t seed) {
  const SampleMoments moments = measure_moments(training);
  const MomentSpectrum spectrum = moment_spectrum(moments);
  const Index d = moments.d;
  const Index third_parts = visibility_of(moments.third) > 3 ? 16 : 0;  // unseen ones would only add their noise
  const Agreement rough(leading_moments(moments, spectrum, d / 2, third_parts / 2)),
      agreement(leading_moments(moments, spectrum, 2 * d, third_parts));
  const TensorD anywhere({0, d * d});
  const std::vector<Element> elements =
      search_elements(rough, agreement, {anywhere}, {}, {{identity(d)}}, {.starts = starts, .seed = seed});
  const Element& best = *std::max_element(elements.begin(), elements.end(),
                                          [](const Element& a, const Element& b) { return a.kept.both < b.kept.both; });
  return {best.A, best.kept.both, closure_of(best.A)};
}

}  // namespace lgn
