// The counts of kinds: how often each name was given, before and after correction.
#pragma once

#include "experiments/learned-actions/scored_actions.h"

namespace lgn {

/// A row a model and layer, and the sum of each model; a cell reads "before > after".
std::string kinds_table(const std::vector<ScoredAction>& actions, const std::vector<ActionModel>& models);

/// A row a model: the best R^2 of known operators in data space as a share of its ceiling, which operator and
/// where. Empty when no model's data are known.
std::string operators_table(const std::vector<ScoredAction>& actions, const std::vector<ActionModel>& models);

/// Adds the counts of all actions to a flat summary: PREFIXskew_symmetric_raw, PREFIXskew_symmetric, ..,
/// none; and the median effects, PREFIXskew_symmetric_effect. Where the data are known, the R^2 of the
/// best-matching known operator, PREFIXoperator_r2, with its ceiling, and how many matrices match one better
/// than 95 % of random ones.
void add_counts(Json& summary, const std::string& prefix, const std::vector<ScoredAction>& actions);

}  // namespace lgn
