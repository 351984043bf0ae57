#include "experiments/planted-group/convolutional.h"

#include <algorithm>

#include "experiments/common/program.h"
#include "experiments/planted-group/jobs.h"
#include "experiments/planted-group/null_scores.h"

namespace lgn {
namespace {

std::vector<std::string> actions(const ConvolutionalSettings& s) {
  if (!s.actions.empty()) return s.actions;
  if (s.quick) return {"quarter_turn"};
  return {"quarter_turn", "row_shift", "mirror", "random_3", "random_4", "random_5", "none"};
}

}  // namespace

std::vector<ConvolutionalBenchmarkCase> convolutional_cases(const ConvolutionalSettings& settings) {
  std::vector<ConvolutionalBenchmarkCase> cases;
  const auto add = [&](const std::string& part, ConvolutionalProblemSettings problem, Index seeds,
                       Index random_start_steps) {
    problem.images = settings.images;
    for (Index i = 0; i < seeds; ++i) {
      problem.seed = settings.seed + i;
      cases.push_back({part, {problem, random_start_steps}});
    }
  };
  for (const std::string& action : actions(settings)) {
    const bool compared = action == "quarter_turn";
    add("groups", {action}, settings.seeds, compared ? settings.random_start_steps : 0);
  }
  if (settings.quick || !settings.actions.empty()) return cases;
  for (const double noise : {0.3, 0.6, 1.0, 1.5}) {
    ConvolutionalProblemSettings problem;
    problem.noise = noise;
    add("noise", problem, std::max<Index>(1, settings.seeds / 4), 0);
  }
  return cases;
}

void run_cases(std::vector<ConvolutionalBenchmarkCase>& cases, const ConvolutionalSettings& settings,
               const std::string& folder, bool resume) {
  NullScores scores(settings.null_draws);
  const auto size = [](const auto& c) { return c.settings.problem.side * c.settings.problem.side; };
  std::vector<Job> jobs;
  for (ConvolutionalBenchmarkCase& c : cases) {
    jobs.push_back({case_name(c.settings), &c.result, [&c, &scores, size] {
                      return run_case(c.settings, scores.at(filter_count(c.settings.problem), size(c)));
                    }});
  }
  if (resume) read_results(jobs, folder);
  for (const ConvolutionalBenchmarkCase& c : cases) {
    if (c.result.is_null() && !interrupted()) scores.prepare(filter_count(c.settings.problem), size(c));
  }
  run_jobs(jobs, folder);
}

}  // namespace lgn
