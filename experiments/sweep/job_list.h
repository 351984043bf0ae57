// A sweep on paper: its runs as commands, for xargs, GNU parallel or a Slurm array.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "lgn/architecture.h"
#include "tensor/io/json.h"

namespace lgn {

// The runs of a sweep: every combination of the values that are varied.

struct SweepRun {
  std::string name;                                         // "seed-1-generator-free": its folder
  std::vector<std::pair<std::string, std::string>> varied;  // {"seed", "1"}, {"generator", "free"}

  /// As typed: {"--seed=1", "--generator=free"}.
  std::vector<std::string> flags() const;
};

/// `vary` is "seed=1,2,3 generator=free,orthogonal"; the last one named changes fastest. Throws Error for
/// another form, a flag that the task's program does not know, and values that it refuses.
std::vector<SweepRun> sweep_runs(const std::string& vary, Task task);

/// What a sweep's folder says about it in sweep.json.
struct Sweep {
  std::string folder;
  Task task = Task::classify;
  std::vector<std::string> common;  // flags of every run, "--epochs=3"
  std::vector<SweepRun> runs;
};

/// Where a run leaves its results.
std::string run_folder(const Sweep& sweep, const SweepRun& run);

/// Writes sweep.json, jobs.txt, one shell command a line, and sweep.sbatch, which runs them as an array.
/// A command does nothing where the run is complete, goes on where it was begun, and else begins it; it works
/// from any folder, with relative paths as they are understood here and now. Throws
/// Error when the folder holds a sweep with another task or other common flags.
void write_job_list(const Sweep& sweep);

/// The sweep of that folder; Error when there is none.
Sweep read_sweep(const std::string& folder);

}  // namespace lgn
