#include "experiments/common/analysis/action_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "experiments/common/analysis/statistics.h"
#include "lgn/probe/matrix_class.h"
#include "tensor/distributions.h"
#include "tensor/linalg/eigenvalues.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/qr.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

constexpr Index largest_order = 12;

}  // namespace

const Evidence& ActionScores::at(const std::string& name) const {
  for (const Evidence& each : evidence)
    if (each.name == name) return each;
  fail("there is no class of matrices named ", name);
}

TensorD relabelled(const TensorD& a, const std::vector<Index>& order) {
  const auto d = static_cast<Index>(order.size());
  TensorD result({d, d});
  for (Index i = 0; i < d; ++i)
    for (Index j = 0; j < d; ++j) result(i, j) = a(order[i], order[j]);
  return result;
}

ActionScorer::ActionScorer(Index m, Index resamples, Index seed)
    : d_(m * m),
      classes_(matrix_classes(m)),
      bases_(haar_bases(m)),
      operators_(known_operators(m)),
      templates_(operators_) {
  Random random(static_cast<std::uint64_t>(seed), Stream::test);
  TensorD gaussian({resamples, d_, d_});
  for (double& x : gaussian) x = random.normal();
  for (Index r = 0; r < resamples; ++r) {
    left_.push_back(random_orthogonal(d_, random));
    right_.push_back(random_orthogonal(d_, random));
    permutations_.push_back(random.permutation(d_));
  }
  gaussian_ = statistics(gaussian);
}

std::vector<ActionScorer::Statistics> ActionScorer::statistics(const TensorD& matrices) const {
  const std::vector<OperatorTemplates::Match> matches = templates_.best(matrices);
  std::vector<Statistics> all(matches.size());
  parallel_for(static_cast<Index>(all.size()), [&](Index i) {
    const TensorD a = matrices.slice(i, 1).reshape({d_, d_});
    Statistics& mine = all[i];
    for (const MatrixClass& each : classes_) mine.scores.push_back(each.score(a));
    double within_scales = 0;
    mine.sparsity = 0;
    for (const HaarBasis& basis : bases_) {
      const ScaleEnergy energy = scale_energy(basis, a);
      within_scales = std::max(within_scales, energy.within_scales);
      mine.sparsity = std::max(mine.sparsity, energy.sparsity);
    }
    mine.scores.push_back(within_scales);
    const double correlation = std::max(0.0, matches[i].correlation);
    mine.scores.push_back(correlation * correlation);
  });
  return all;
}

ActionScores ActionScorer::score(const TensorD& a) const {
  const auto resamples = static_cast<Index>(left_.size());
  TensorD rotated({resamples, d_, d_}), permuted({resamples, d_, d_});
  for (Index r = 0; r < resamples; ++r) {
    const TensorD turned = matmul(matmul(left_[r], a), right_[r]), mixed = relabelled(a, permutations_[r]);
    std::copy(turned.begin(), turned.end(), rotated.data() + r * d_ * d_);
    std::copy(mixed.begin(), mixed.end(), permuted.data() + r * d_ * d_);
  }
  const Statistics observed = statistics(a.reshape({1, d_, d_})).front();
  const std::vector<Statistics> spectrum = statistics(rotated), relabelling = statistics(permuted);

  ActionScores result{};
  for (std::size_t s = 0; s < observed.scores.size(); ++s) {
    const auto column = [s](const std::vector<Statistics>& null) {
      std::vector<double> scores;
      for (const Statistics& each : null) scores.push_back(each.scores[s]);
      return scores;
    };
    const bool is_class = s < classes_.size();
    Evidence evidence{};
    evidence.name = is_class ? classes_[s].name() : s == classes_.size() ? "multi-scale" : "operator";
    evidence.score = observed.scores[s];
    const std::vector<double> gaussian = column(gaussian_);
    double expected = mean(gaussian);
    evidence.p_gaussian = permutation_p_value(evidence.score, gaussian);
    if (is_class) {
      const BetaLaw law = classes_[s].score_law();
      expected = law.mean();
      evidence.p_gaussian = beta_upper_tail(evidence.score, law.a, law.b);
      evidence.dimension = classes_[s].dimension();
    }
    evidence.effect = (evidence.score - expected) / (1 - expected);
    evidence.p_spectrum = permutation_p_value(evidence.score, column(spectrum));
    evidence.p_value = std::max(evidence.p_gaussian, evidence.p_spectrum);
    if (is_class && classes_[s].ignores_pixel_order()) {
      evidence.p_relabelled = std::numeric_limits<double>::quiet_NaN();
    } else {
      evidence.p_relabelled = permutation_p_value(evidence.score, column(relabelling));
      evidence.p_value = std::max(evidence.p_value, evidence.p_relabelled);
    }
    result.evidence.push_back(std::move(evidence));
  }
  result.sparsity = observed.sparsity;
  std::vector<double> sparsities;
  for (const Statistics& each : spectrum) sparsities.push_back(each.sparsity);
  result.p_sparsity = permutation_p_value(observed.sparsity, sparsities);
  const OperatorTemplates::Match match = templates_.best(a.reshape({1, d_, d_})).front();
  result.best_operator = operators_[match.index].name;
  result.best_correlation = match.correlation;
  result.groupness = groupness(a);
  return result;
}

const std::vector<std::string>& action_kinds() {
  static const std::vector<std::string> kinds = {"operator", "Toeplitz", "block-Toeplitz", "skew-symmetric",
                                                 "multi-scale"};
  return kinds;
}

std::string kind_of(const ActionScores& scores, const std::vector<bool>& significant) {
  const std::vector<std::string>& kinds = action_kinds();
  double largest = 0;
  for (std::size_t k = 0; k < kinds.size(); ++k)
    if (significant[k]) largest = std::max(largest, scores.at(kinds[k]).effect);
  for (std::size_t k = 0; k < kinds.size(); ++k)
    if (significant[k] && scores.at(kinds[k]).effect >= 0.9 * largest) return kinds[k];
  return "none";
}

Groupness groupness(const TensorD& a) {
  const double norm = std::sqrt(inner(a, a)), d = static_cast<double>(a.extent(0));
  require(norm > 0, "the zero matrix generates no group");
  TensorD scaled = a.clone();
  for (double& x : scaled) x *= std::sqrt(d) / norm;

  Groupness best{1, std::numeric_limits<double>::infinity(), 0, 0, distance_from_identity(scaled)};
  TensorD power = scaled;
  for (Index n = 2; n <= largest_order; ++n) {
    power = matmul(power, scaled);
    const double error = distance_from_identity(power);
    if (error < best.closure_error) best.order = n, best.closure_error = error;
  }
  const double n = static_cast<double>(best.order);
  for (const std::complex<double>& value : eigenvalues(scaled)) {
    const double step = 2 * std::numbers::pi / n, theta = std::arg(value);
    best.distance_moved += std::norm(value - std::polar(1.0, std::round(theta / step) * step)) / d;
    best.mean_cosine += std::cos(n * theta) / d;
  }
  best.distance_moved = std::sqrt(best.distance_moved);
  return best;
}

}  // namespace lgn
