// The counts of kinds: how often each name was given, before and after correction.
#pragma once

#include "experiments/learned-actions/scored_actions.h"

namespace lgn {

/// A row a condition, on images and on surrogates; a cell reads "before > after"; the last one is the median
/// share of the matrices' energy in three singular values: the rank that training gives the published form.
std::string kinds_table(const std::vector<ScoredAction>& actions, const std::vector<ActionModel>& models);

/// A row a condition: R^2 of known operators in data space as a share of its ceiling, the best, which
/// operator and where. Empty when no model's data are known.
std::string operators_table(const std::vector<ScoredAction>& actions, const std::vector<ActionModel>& models);

/// Adds the counts of all actions on images to a flat summary: skew_symmetric_raw, skew_symmetric, .., none;
/// the same of those on surrogates with the prefix surrogate_; medians of the effects, skew_symmetric_effect,
/// and of the energy in three singular values. Where the data are known, the R^2 of the best-matching known
/// operator, operator_r2, with its ceiling, and how many matrices match one better than 95 % of random ones.
void add_counts(Json& summary, const std::vector<ScoredAction>& actions, const std::vector<ActionModel>& models);

}  // namespace lgn
