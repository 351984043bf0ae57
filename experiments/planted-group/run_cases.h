// Runs the cases of a benchmark, patches or images alike.
#pragma once

#include <map>

#include "experiments/planted-group/jobs.h"
#include "experiments/planted-group/no_group.h"

namespace lgn {

/// Fills in the results with run_case (case.h, convolutional_case.h). Each is written to
/// `folder`/cases/NAME.json when it is there; with `resume` those that are found are read instead. They are
/// held against `null_draws` random dictionaries.
template <class Case>
void run_cases(std::vector<Case>& cases, Index null_draws, const std::string& folder, bool resume) {
  std::map<NoGroupSettings, NoGroup> without_group;
  std::vector<Job> jobs;
  for (Case& c : cases) {
    jobs.push_back({case_name(c.settings), &c.result, [&c, &without_group] {
                      return run_case(c.settings, without_group.at(no_group_settings(c.settings)));
                    }});
  }
  if (resume) read_results(jobs, folder);
  for (const Case& c : cases) {
    const NoGroupSettings settings = no_group_settings(c.settings);
    if (c.result.is_null() && !without_group.count(settings))
      without_group[settings] = draw_without_group(settings, null_draws);
  }
  run_jobs(jobs, folder);
}

}  // namespace lgn
