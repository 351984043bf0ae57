#include "experiments/rotation-median/matches.h"

#include <algorithm>
#include <cmath>

#include "experiments/common/analysis/linear_fit.h"
#include "experiments/common/analysis/statistics.h"
#include "experiments/common/program/table.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/random.h"

namespace lgn {

std::vector<Composition> compositions(const Tensor& patches) {
  const auto m = static_cast<Index>(std::lround(std::sqrt(static_cast<double>(patches.extent(1)))));
  std::vector<Composition> filters = {{0, "none", identity(m * m)}};
  for (Index k = 2; k <= std::min<Index>(m, 6); ++k) {
    const Tensor medians = targets_of(patches, {PatchFilter::median, k, 0});
    filters.push_back({0, concat("median ", k), best_linear_fit(patches, medians)});
    filters.push_back({0, concat("mean ", k), mean_filter_operator(m, k)});
  }
  std::vector<Composition> all;
  for (double angle = 0; angle < 360; angle += 5) {
    const TensorD rotation = rotation_operator(m, angle);
    for (const Composition& filter : filters) all.push_back({angle, filter.filter, matmul(rotation, filter.matrix)});
  }
  return all;
}

namespace {

OperatorTemplates templates_of(const std::vector<Composition>& compositions) {
  std::vector<NamedOperator> operators;
  for (const Composition& each : compositions) operators.push_back({each.filter, each.matrix});
  return OperatorTemplates(operators);
}

std::vector<ActionMatch> all_actions(const std::vector<ActionModel>& models) {
  std::vector<ActionMatch> actions;
  for (std::size_t model = 0; model < models.size(); ++model) {
    if (models[model].surrogate) continue;
    const Architecture& a = models[model].network.architecture();
    for (Index layer = 0; layer < a.layers; ++layer) {
      const Tensor A = layer_actions(models[model], layer);
      for (Index i = 0; i < A.extent(0); ++i) {
        const Tensor matrix = A.slice(i, 1).reshape({a.kernel_size(), a.kernel_size()});
        actions.push_back({model, layer, i / a.channels, i % a.channels, matrix, 0, 0});
      }
    }
  }
  require(!actions.empty(), "there are no learned actions to compare; give --models, or train some");
  return actions;
}

}  // namespace

Matches match_actions(const std::vector<ActionModel>& models, const std::vector<Composition>& compositions) {
  const OperatorTemplates templates = templates_of(compositions);
  Matches result{all_actions(models), 0};
  for (std::size_t i = 0; i < result.actions.size(); ++i) {
    ActionMatch& action = result.actions[i];
    const Index d = action.matrix.extent(0);
    const OperatorTemplates::Match match = templates.best(cast<double>(action.matrix).reshape({1, d, d})).front();
    action.composition = static_cast<std::size_t>(match.index);
    action.correlation = match.correlation;
    if (action.correlation > result.actions[result.best].correlation) result.best = i;
  }
  return result;
}

std::vector<double> largest_correlations(const std::vector<ActionModel>& models, bool surrogate,
                                         const std::vector<Composition>& compositions) {
  const OperatorTemplates templates = templates_of(compositions);
  std::vector<double> correlations;
  for (const ActionModel& model : models) {
    if (model.surrogate != surrogate) continue;
    double best = -1;
    for (Index layer = 0; layer < model.network.architecture().layers; ++layer)
      for (const OperatorTemplates::Match& match : templates.best(cast<double>(layer_actions(model, layer))))
        best = std::max(best, match.correlation);
    correlations.push_back(best);
  }
  return correlations;
}

std::string likeness_text(const std::vector<double>& images, const std::vector<double>& surrogates, bool same_history,
                          Index seed, Json& summary) {
  constexpr double smallest_difference = 0.05;
  Random random(static_cast<std::uint64_t>(seed));
  const double p = exchange_p_value(images, surrogates, 9999, random);
  const Interval difference = welch_interval(images, surrogates);
  summary.set("correlation_images", mean(images));
  summary.set("correlation_surrogates", mean(surrogates));
  summary.set("correlation_difference_low", difference.low);
  summary.set("correlation_difference_high", difference.high);
  summary.set("p_surrogates", p);
  const bool shown = p <= 0.05 && difference.low >= smallest_difference && same_history;
  return concat(
      "Largest correlation of a network's actions, mean over networks: ", fixed(mean(images), 3), " on images, ",
      fixed(mean(surrogates), 3), " on surrogates of the same covariance (difference ", fixed(difference.low, 3),
      " .. ", fixed(difference.high, 3), ", 95 %; p ", fixed(p, 4), "): ", shown ? "" : "not ",
      "shown that networks learn rotations after filters from images.\n",
      same_history ? "" : "Surrogates' networks moved their matrices less than half as far as images': no control.\n");
}

}  // namespace lgn
