#include "experiments/planted-group/benchmark.h"

#include <algorithm>

namespace lgn {
namespace {

std::vector<std::string> actions(const BenchmarkSettings& s) {
  if (!s.actions.empty()) return s.actions;
  if (s.quick)
    return {"quarter_turn", "row_shift", "mirror", "random_2", "random_3", "random_4", "random_5", "random_6", "none"};
  return {"quarter_turn", "row_shift", "mirror",   "half_turn", "random_2",   "random_3",      "random_4",
          "random_5",     "random_6",  "random_8", "uneven_4",  "conjugated", "sixty_degrees", "none"};
}

std::vector<std::string> baselines(const BenchmarkSettings& s, const std::string& action) {
  if (action == "none") return {};
  if (s.quick) return {"published"};
  return {"published", "untied", "shared", "soft", "skew", "orthogonal"};
}

class Collection {
 public:
  explicit Collection(const BenchmarkSettings& settings) : settings_(settings) {}

  /// `count` seeds of one problem, a quarter of them with baselines, which take longer than all else.
  void add(const std::string& part, ProblemSettings problem, Index count, const std::vector<std::string>& baselines) {
    for (Index i = 0; i < count; ++i) {
      problem.seed = settings_.seed + i;
      cases.push_back({part,
                       {problem, i < std::max<Index>(1, count / 4) ? baselines : std::vector<std::string>{},
                        settings_.baseline_steps, settings_.null_draws}});
    }
  }

  std::vector<BenchmarkCase> cases;

 private:
  const BenchmarkSettings& settings_;
};

/// What is varied needs fewer seeds a point: points share a trend.
void add_sweeps(Collection& collection, Index seeds) {
  const Index half = std::max<Index>(1, seeds / 2), quarter = std::max<Index>(1, seeds / 4);
  for (const Index filters : {8, 16, 24, 32, 36, 40, 48, 80}) {
    ProblemSettings problem{"random_4"};
    problem.filters = filters;
    collection.add("filters", problem, half, {});
  }
  for (const double noise : {0.02, 0.05, 0.1, 0.2, 0.4}) {
    for (const Index patches : {1000, 2000, 5000, 10000, 40000}) {
      ProblemSettings problem{"random_4"};
      problem.noise = noise;
      problem.patches = patches;
      collection.add("noise", problem, quarter, {});
    }
  }
  for (const Index side : {3, 4, 5, 8}) {
    ProblemSettings problem{"random_4"};
    problem.side = side;
    problem.filters = side * side * 5 / 3;
    collection.add("dimension", problem, half, {});
  }
}

}  // namespace

std::vector<BenchmarkCase> benchmark_cases(const BenchmarkSettings& settings) {
  Collection collection(settings);
  for (const std::string& action : actions(settings)) {
    const bool none = action == "none";
    ProblemSettings problem{action};
    problem.patches = settings.patches;
    collection.add("groups", problem, none ? settings.without_group : settings.seeds, baselines(settings, action));
  }
  if (!settings.quick && settings.actions.empty()) add_sweeps(collection, settings.seeds);
  return std::move(collection.cases);
}

}  // namespace lgn
