// Every learned action of the models, scored and named.
#pragma once

#include <optional>

#include "experiments/common/analysis/action_scores.h"
#include "experiments/common/study/action_models.h"
#include "experiments/learned-actions/operator_fit.h"

namespace lgn {

struct ScoredAction {
  std::size_t model;  // in the list
  Index layer, group, channel;
  Tensor matrix;  // [d, d]
  ActionScores scores;
  std::vector<double> singular_values;         // descending
  double determinant_sign, log10_determinant;  // of |det A|
  std::vector<double> q_values;                // one for each of action_kinds
  std::string kind_raw, kind;                  // at 5 %: before and after correction
  std::optional<OperatorMatch> match;          // in data space, where the data are known
  double match_by_chance;                      // 95 % of random matrices have a lower share
};

/// Share of a matrix's energy, the sum of its squared singular values (descending), in the first three.
double energy_in_three(const std::vector<double>& singular_values);

/// Scores all matrices. q-values control the false-discovery rate (Benjamini-Hochberg) over all models,
/// layers, matrices and kinds together, surrogates' networks among them.
std::vector<ScoredAction> score_actions(const std::vector<ActionModel>& models, Index resamples, Index seed);

/// Adds the best known operator in data space, on patches of the images that each network was trained on.
/// Returns a sentence for each network whose images are not known.
std::vector<std::string> match_operators(std::vector<ScoredAction>& actions, const std::vector<ActionModel>& models,
                                         Index seed);

/// Actions as the members of a JSON array: where from, scores, effects, p- and q-values, kind, determinant,
/// group-ness.
Json to_json(const std::vector<ScoredAction>& actions, const std::vector<ActionModel>& models);

}  // namespace lgn
