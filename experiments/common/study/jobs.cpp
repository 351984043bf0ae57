#include "experiments/common/study/jobs.h"

#include <algorithm>
#include <cstdio>
#include <mutex>

#include "experiments/common/program/progress.h"
#include "tensor/error.h"
#include "tensor/io/file.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

std::string file_of(const Job& job, const std::string& folder) {
  return join(join(folder, "cases"), job.name + ".json");
}

}  // namespace

void read_results(const std::vector<Job>& jobs, const std::string& folder) {
  for (const Job& job : jobs) {
    const std::string file = file_of(job, folder);
    if (file_exists(file)) *job.result = read_json(file);
  }
}

void run_jobs(const std::vector<Job>& jobs, const std::string& folder) {
  make_folders(join(folder, "cases"));
  Index done = std::count_if(jobs.begin(), jobs.end(), [](const Job& job) { return !job.result->is_null(); });
  Progress progress(static_cast<double>(jobs.size()), static_cast<double>(done));
  std::mutex mutex;
  parallel_for(static_cast<Index>(jobs.size()), [&](Index i) {
    const Job& job = jobs[i];
    if (!job.result->is_null()) return;
    std::string failure;
    try {
      *job.result = job.run();
    } catch (const Error& error) {
      failure = error.what();
      job.result->set("failed", failure);
    }
    write_file(file_of(job, folder), job.result->pretty());
    const std::lock_guard lock(mutex);
    if (!failure.empty()) {
      progress.clear();
      std::fprintf(stderr, "%s failed: %s\n", job.name.c_str(), failure.c_str());
    }
    progress.show(static_cast<double>(++done), job.name);
  });
  progress.clear();
}

}  // namespace lgn
