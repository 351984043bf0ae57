// Cases run side by side: each is saved when it is done, and none is run twice.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tensor/io/json.h"

namespace lgn {

struct Job {
  std::string name;           // of its file, `folder`/cases/NAME.json
  Json* result;               // null until it is there
  std::function<Json()> run;  // does not depend on the other jobs
};

/// Fills in the results that an earlier run left in the folder.
void read_results(const std::vector<Job>& jobs, const std::string& folder);

/// Runs the jobs without a result. One that ends with an Error does not end the others: {"failed": sentence}
/// is its result, and standard error has it at once.
void run_jobs(const std::vector<Job>& jobs, const std::string& folder);

}  // namespace lgn
