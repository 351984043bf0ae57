#include "experiments/planted-group/benchmark.h"

#include <atomic>
#include <map>
#include <mutex>

#include "experiments/common/program.h"
#include "experiments/common/progress.h"
#include "lgn/recovery/symmetry_test.h"
#include "tensor/io/file.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

using NullScores = std::map<std::pair<Index, Index>, std::vector<double>>;  // by atoms and d

std::vector<std::string> actions(const BenchmarkSettings& s) {
  if (!s.actions.empty()) return s.actions;
  if (s.quick) {
    return {"quarter_turn", "row_shift", "mirror",   "random_2", "random_3",
            "random_4",     "random_5",  "random_6", "none"};
  }
  return {"quarter_turn", "row_shift", "mirror",   "half_turn",  "random_2",      "random_3", "random_4",
          "random_5",     "random_6",  "random_8", "conjugated", "sixty_degrees", "none"};
}

std::vector<std::string> baselines(const BenchmarkSettings& s, const std::string& action) {
  if (action == "none") return {};
  if (s.quick) return {"published"};
  return {"published", "shared", "soft", "skew", "orthogonal"};
}

class Collection {
 public:
  explicit Collection(const BenchmarkSettings& settings) : settings_(settings) {}

  /// `count` seeds of one problem.
  void add(const std::string& part, ProblemSettings problem, Index count,
           const std::vector<std::string>& baselines) {
    for (Index i = 0; i < count; ++i) {
      problem.seed = settings_.seed + i;
      cases.push_back(
          {part,
           {problem, baselines, settings_.baseline_steps, part == "groups" ? settings_.turned_draws : 0}});
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

/// The scores to compare with depend on the numbers of atoms and dimensions only.
NullScores null_scores(const std::vector<BenchmarkCase>& cases, Index draws) {
  NullScores scores;
  for (const BenchmarkCase& c : cases) {
    if (!c.result.is_null()) continue;
    const Index F = atom_count(c.settings.problem), d = c.settings.problem.side * c.settings.problem.side;
    std::vector<double>& known = scores[{F, d}];
    if (known.empty()) known = scores_without_group(F, d, {}, draws, 1'000'000);
    if (interrupted()) break;
  }
  return scores;
}

}  // namespace

std::vector<BenchmarkCase> benchmark_cases(const BenchmarkSettings& settings) {
  Collection collection(settings);
  for (const std::string& action : actions(settings)) {
    const bool none = action == "none";
    ProblemSettings problem{action};
    problem.patches = settings.patches;
    collection.add("groups", problem, none ? settings.without_group : settings.seeds,
                   baselines(settings, action));
  }
  if (!settings.quick && settings.actions.empty()) add_sweeps(collection, settings.seeds);
  return std::move(collection.cases);
}

void run_cases(std::vector<BenchmarkCase>& cases, const BenchmarkSettings& settings,
               const std::string& folder, bool resume) {
  const std::string results = join(folder, "cases");
  make_folders(results);
  const auto file = [&](const BenchmarkCase& c) { return join(results, case_name(c.settings) + ".json"); };
  Index done = 0;
  for (BenchmarkCase& c : cases) {
    if (!resume || !file_exists(file(c))) continue;
    c.result = parse_json(read_file(file(c)), file(c));
    ++done;
  }
  const NullScores scores = null_scores(cases, settings.null_draws);
  Progress progress(static_cast<double>(cases.size()), static_cast<double>(done));
  std::mutex mutex;
  parallel_for(static_cast<Index>(cases.size()), [&](Index i) {
    BenchmarkCase& c = cases[static_cast<std::size_t>(i)];
    if (!c.result.is_null() || interrupted()) return;
    const ProblemSettings& problem = c.settings.problem;
    c.result = run_case(c.settings, scores.at({atom_count(problem), problem.side * problem.side}));
    write_file(file(c), c.result.pretty());
    const std::lock_guard lock(mutex);
    progress.show(static_cast<double>(++done), case_name(c.settings));
  });
  progress.clear();
  if (interrupted()) {
    throw Interrupted(
        concat("stopped after ", done, " of ", cases.size(), " cases; go on with --resume --out ", folder));
  }
}

}  // namespace lgn
