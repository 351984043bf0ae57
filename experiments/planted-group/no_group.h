// What recovery makes of data without a group: what the same numbers from a data set are held against.
#pragma once

#include <compare>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "experiments/planted-group/problem.h"
#include "lgn/recovery/symmetry_hypothesis.h"

namespace lgn {

struct NoGroupSettings {
  Index filters = 60;       // F
  Index side = 6;           // d = side^2
  bool conjugated = false;  // as in RecoverySettings
  Index turned_draws = 0;   // random Q of the comparison with Q A Q^T, 0: no advantages
  auto operator<=>(const NoGroupSettings&) const = default;
};

struct NoGroup {
  std::vector<double> scores;      // of what is recovered from random dictionaries
  std::vector<double> advantages;  // over turned groups, on patches made with such dictionaries
};

/// For each of the settings `draws` scores, and at most 99 advantages. Kept in `folder`/cases; with `resume`
/// what is found there is read instead.
std::map<NoGroupSettings, NoGroup> draw_without_group(const std::set<NoGroupSettings>& settings, Index draws,
                                                      const std::string& folder, bool resume);

/// Held-out losses of the group and of turned ones (symmetry_hypothesis.h) on a part of the problem's
/// patches.
TurnedLosses compare_with_turned(const Problem& problem, const TensorD& atoms, const RecoveredGroup& group,
                                 const PursuitSettings& pursuit, Index draws, Random& random);

}  // namespace lgn
