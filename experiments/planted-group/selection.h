// Cases of the benchmark, chosen and counted.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "experiments/planted-group/benchmark.h"

namespace lgn {

using Cases = std::vector<const BenchmarkCase*>;

/// The part "groups" of one action.
Cases of_action(const std::vector<BenchmarkCase>& cases, const std::string& action);

/// The actions of that part, in order.
std::vector<std::string> actions_in(const std::vector<BenchmarkCase>& cases);

/// Those on which baselines were trained.
Cases with_baselines(const Cases& cases);

/// A number of each result.
std::vector<double> values(const Cases& cases, const std::string& key);

template <class Predicate>
Index count_if(const Cases& cases, Predicate predicate) {
  return std::count_if(cases.begin(), cases.end(), [&](const BenchmarkCase* c) { return predicate(*c); });
}

/// How many have a group cosine, or another number, above that of a success (metrics.h).
Index successes(const Cases& cases, const std::string& key = "cosine");

}  // namespace lgn
