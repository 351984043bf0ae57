// One case of the benchmark: a data set with a planted group (or none), what the default method makes of it,
// and what the baselines do. Its result is a flat JSON object, so that a benchmark can be taken up again.
#pragma once

#include "experiments/planted-group/baselines.h"
#include "experiments/planted-group/no_group.h"
#include "tensor/io/json.h"

namespace lgn {

struct CaseSettings {
  ProblemSettings problem;
  std::vector<std::string> baselines;  // forms, see baselines.h
  Index baseline_steps = 3000;
  Index turned_draws = 0;  // random Q that A is compared with; 0: no such test
};

/// Names the case's file: "quarter_turn-seed-1", with what differs from the defaults between.
std::string case_name(const CaseSettings& settings);

/// Level of both tests: "there is a group" needs p_no_group <= level and p_invariance > level.
inline constexpr double test_level = 0.01;

/// What a case's results are held against.
NoGroupSettings no_group_settings(const CaseSettings& settings);

/// Keys: with a group `cosine`, `cosine_span`, `regular_cosine` (A moved to regular multiplicities),
/// `phase_distance` (n given), `order` and `order_cosine` (n not
/// given); always `score`, `closure` (before snapping), `orthogonal` (or only in other coordinates),
/// `recovered`, `loss_gap` (held-out loss over that of the true bank, minus 1), `p_no_group`, `p_invariance`,
/// `group_found`; where turned groups are asked for `p_turned` (A against Q A Q^T) and `p_advantage` (its
/// advantage over them against what it is without a group); for each baseline FORM `FORM_cosine`,
/// `FORM_closure`, `FORM_recovered`.
Json run_case(const CaseSettings& settings, const NoGroup& no_group);

}  // namespace lgn
