// Runs the cases of a benchmark, patches or images alike.
#pragma once

#include "experiments/common/program.h"
#include "experiments/planted-group/actions.h"
#include "experiments/planted-group/jobs.h"
#include "experiments/planted-group/null_scores.h"

namespace lgn {

/// Fills in the results with run_case (case.h, convolutional_case.h). Each is written to
/// `folder`/cases/NAME.json when it is there; with `resume` those that are found are read instead. Scores are
/// compared with `null_draws` random dictionaries. Throws Interrupted, saying how to go on.
template <class Case>
void run_cases(std::vector<Case>& cases, Index null_draws, const std::string& folder, bool resume) {
  NullScores scores(null_draws);
  const auto count = [](const auto& p) { return filter_count(p.action, p.side, p.filters); };
  std::vector<Job> jobs;
  for (Case& c : cases) {
    jobs.push_back({case_name(c.settings), &c.result, [&c, &scores, count] {
                      const auto& p = c.settings.problem;
                      return run_case(c.settings, scores.at(count(p), p.side * p.side));
                    }});
  }
  if (resume) read_results(jobs, folder);
  for (const Case& c : cases) {
    const auto& p = c.settings.problem;
    if (c.result.is_null() && !interrupted()) scores.prepare(count(p), p.side * p.side);
  }
  run_jobs(jobs, folder);
}

}  // namespace lgn
