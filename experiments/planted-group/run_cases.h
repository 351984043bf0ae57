// Runs the cases of a benchmark, patches or images alike.
#pragma once

#include <map>
#include <set>

#include "experiments/common/study/jobs.h"
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
  std::set<NoGroupSettings> needed;
  for (const Case& c : cases)
    if (c.result.is_null()) needed.insert(no_group_settings(c.settings));
  without_group = draw_without_group(needed, null_draws, folder, resume);
  run_jobs(jobs, folder);
}

}  // namespace lgn
