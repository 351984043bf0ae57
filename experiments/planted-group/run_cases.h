// Runs the cases of a benchmark, patches or images alike.
#pragma once

#include "experiments/common/study/jobs.h"

namespace lgn {

/// Fills in the results with run_case (benchmark.h, convolutional.h). Each is written to
/// `folder`/cases/NAME.json when it is there; with `resume` those that are found are read instead.
template <class Case>
void run_cases(std::vector<Case>& cases, const std::string& folder, bool resume) {
  std::vector<Job> jobs;
  for (Case& c : cases) jobs.push_back({case_name(c.settings), &c.result, [&c] { return run_case(c.settings); }});
  if (resume) read_results(jobs, folder);
  run_jobs(jobs, folder);
}

}  // namespace lgn
