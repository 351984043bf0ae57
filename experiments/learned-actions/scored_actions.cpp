#include "experiments/learned-actions/scored_actions.h"

#include <cmath>

#include "experiments/common/analysis/statistics.h"
#include "experiments/common/program/progress.h"
#include "tensor/linalg/lu.h"
#include "tensor/linalg/svd.h"

namespace lgn {
namespace {

constexpr double level = 0.05;

std::vector<bool> below_level(const std::vector<double>& values) {
  std::vector<bool> below;
  for (const double value : values) below.push_back(value <= level);
  return below;
}

ScoredAction scored(const ActionScorer& scorer, const Tensor& matrix) {
  ScoredAction action{};
  action.matrix = matrix;
  const TensorD a = cast<double>(matrix);
  action.scores = scorer.score(a);
  const TensorD values = singular_values(a);
  action.singular_values.assign(values.begin(), values.end());
  const LogDeterminant determinant = log_determinant(a);
  action.determinant_sign = determinant.sign;
  action.log10_determinant = determinant.log_absolute / std::log(10.0);
  return action;
}

void name_kinds(std::vector<ScoredAction>& actions) {
  const std::vector<std::string>& kinds = action_kinds();
  std::vector<double> p_values;
  for (const ScoredAction& action : actions)
    for (const std::string& kind : kinds) p_values.push_back(action.scores.at(kind).p_value);
  const std::vector<double> q_values = benjamini_hochberg(p_values);
  for (std::size_t i = 0; i < actions.size(); ++i) {
    const auto mine = [&](const std::vector<double>& all) {
      const auto first = all.begin() + static_cast<std::ptrdiff_t>(i * kinds.size());
      return std::vector<double>(first, first + static_cast<std::ptrdiff_t>(kinds.size()));
    };
    ScoredAction& action = actions[i];
    action.q_values = mine(q_values);
    action.kind_raw = kind_of(action.scores, below_level(mine(p_values)));
    action.kind = kind_of(action.scores, below_level(action.q_values));
  }
}

}  // namespace

double energy_in_three(const std::vector<double>& singular_values) {
  double first = 0, all = 0;
  for (std::size_t i = 0; i < singular_values.size(); ++i) {
    const double square = singular_values[i] * singular_values[i];
    all += square;
    if (i < 3) first += square;
  }
  return all > 0 ? first / all : 0;
}

std::vector<ScoredAction> score_actions(const std::vector<ActionModel>& models, Index resamples, Index seed) {
  std::vector<ScoredAction> actions;
  if (models.empty()) return actions;
  const ActionScorer scorer(models.front().network.architecture().kernel.side(), resamples, seed);
  double total = 0;
  for (const ActionModel& model : models) {
    const Architecture& a = model.network.architecture();
    total += a.layers * a.base_filters * a.channels;
  }
  Progress progress(total, 0);
  for (std::size_t m = 0; m < models.size(); ++m) {
    const Architecture& a = models[m].network.architecture();
    for (Index layer = 0; layer < a.layers; ++layer) {
      const Tensor matrices = layer_actions(models[m], layer);
      for (Index i = 0; i < matrices.extent(0); ++i) {
        ScoredAction action = scored(scorer, matrices.slice(i, 1).reshape({a.kernel_size(), a.kernel_size()}));
        action.model = m;
        action.layer = layer;
        action.group = i / a.channels;
        action.channel = i % a.channels;
        actions.push_back(std::move(action));
        progress.show(static_cast<double>(actions.size()), "scoring " + models[m].name);
      }
    }
  }
  progress.clear();
  name_kinds(actions);
  return actions;
}

std::vector<std::string> match_operators(std::vector<ScoredAction>& actions, const std::vector<ActionModel>& models,
                                         Index seed) {
  constexpr Index images = 2000, patches = 4000, draws = 399;
  std::vector<std::string> notes;
  for (std::size_t m = 0; m < models.size(); ++m) {
    const Architecture& a = models[m].network.architecture();
    Random random(static_cast<std::uint64_t>(seed), Stream::data);
    std::vector<OperatorFit> fits;  // of each channel
    try {
      const PatchSets sets =
          draw_patch_sets(random, images_trained_on(models[m], images), a.kernel.side(), patches, patches / 2);
      require(static_cast<Index>(sets.train.size()) == a.channels, "the images have ", sets.train.size(),
              " channels, the network ", a.channels);
      for (std::size_t c = 0; c < sets.train.size(); ++c)
        fits.emplace_back(sets.train[c], sets.held_out[c], draws, random);
    } catch (const Error& error) {
      notes.push_back(concat("no R^2 of known operators for ", models[m].name, ": ", error.what()));
      continue;
    }
    for (ScoredAction& action : actions) {
      if (action.model != m) continue;
      const OperatorFit& fit = fits[action.channel];
      action.match = fit.best(cast<double>(action.matrix));
      action.match_by_chance = fit.by_chance();
    }
  }
  return notes;
}

Json to_json(const std::vector<ScoredAction>& actions, const std::vector<ActionModel>& models) {
  Json::Array rows;
  for (const ScoredAction& action : actions) {
    Json row{Json::Object{}};
    row.set("model", models[action.model].name);
    row.set("layer", action.layer);
    row.set("group", action.group);
    row.set("channel", action.channel);
    row.set("kind_raw", action.kind_raw);
    row.set("kind", action.kind);
    for (const Evidence& evidence : action.scores.evidence) {
      row.set(evidence.name, Json::Object{{"score", evidence.score},
                                          {"effect", evidence.effect},
                                          {"p_gaussian", evidence.p_gaussian},
                                          {"p_spectrum", evidence.p_spectrum},
                                          {"p_relabelled", evidence.p_relabelled},
                                          {"p", evidence.p_value}});
    }
    for (std::size_t k = 0; k < action.q_values.size(); ++k) row.set("q " + action_kinds()[k], action.q_values[k]);
    row.set("sparsity", action.scores.sparsity);
    row.set("p_sparsity", action.scores.p_sparsity);
    row.set("best_operator", action.scores.best_operator);
    row.set("best_correlation", action.scores.best_correlation);
    if (action.match) {
      row.set("r2_operator", action.match->name);
      row.set("r2", action.match->r2);
      row.set("r2_ceiling", action.match->ceiling);
      row.set("share_by_chance", action.match_by_chance);
    }
    row.set("determinant_sign", action.determinant_sign);
    row.set("log10_determinant", action.log10_determinant);
    row.set("singular_values", action.singular_values);
    row.set("energy_in_three", energy_in_three(action.singular_values));
    row.set("best_order", action.scores.groupness.order);
    row.set("closure_error", action.scores.groupness.closure_error);
    row.set("eigenvalues_moved", action.scores.groupness.distance_moved);
    row.set("mean_cosine", action.scores.groupness.mean_cosine);
    rows.push_back(std::move(row));
  }
  return Json(std::move(rows));
}

}  // namespace lgn
