// Sweeps: many runs as a list of commands for xargs, GNU parallel or a Slurm array; and their table.
//
//   build/sweep --vary "seed=1,2,3 generator=free,orthogonal" --epochs 10 --out runs/seeds
//   xargs -P 4 -d '\n' -n 1 sh -c < runs/seeds/jobs.txt
//   build/sweep --merge --out runs/seeds
#include <cstdio>
#include <filesystem>

#include "experiments/common/program/program.h"
#include "experiments/common/program/run_directory.h"
#include "experiments/common/training/run_flags.h"
#include "experiments/sweep/merge.h"
#include "tensor/io/file.h"
#include "tensor/io/quote.h"

namespace lgn {
namespace {

struct SweepSettings {
  Task task = Task::classify;
  std::string vary;
  bool merge = false;
};

int make_sweep(const SweepSettings& s, const Flags& flags, const TrainingSettings& training) {
  const std::string& out = training.out;
  require_one_way_to_begin(training);
  Sweep sweep;
  sweep.task = s.task;
  const RunFlags of_task(sweep.task);
  for (const std::string& word : flags.given_for(flags, {"--task", "--vary", "--merge"})) {
    const std::string flag = word.substr(0, word.find('='));
    require(of_task.flags.knows(flag), flag, " is no flag of ", name(sweep.task),
            ", which the sweep runs; leave it out");
  }
  sweep.common =  // what the command line names for all runs
      flags.given_for(of_task.flags, {"--out", "--resume", "--overwrite", "--continue"});
  sweep.runs = sweep_runs(s.vary, sweep.task);
  const RunDirectory directory =
      make_run_directory("sweep", out, training.overwrite || file_exists(join(out, "sweep.json")));
  sweep.folder = std::filesystem::absolute(directory.folder).lexically_normal().string();
  write_job_list(sweep);
  const std::string jobs = shell_word(join(sweep.folder, "jobs.txt"));
  std::printf(
      "%s", concat(sweep.runs.size(), " runs, one a line of ", jobs,
                   ". Run them, as often as it takes, with one of\n"
                   "  LGN_THREADS=1 xargs -P ",
                   available_cores(), " -d '\\n' -n 1 sh -c < ", jobs, "\n  LGN_THREADS=1 parallel < ", jobs,
                   "\n  sbatch ", shell_word(join(sweep.folder, "sweep.sbatch")), "\nand gather their results with\n  ",
                   shell_command({join(executable_folder(), "sweep"), "--merge", "--out", sweep.folder}), "\n")
                .c_str());
  return 0;
}

int gather(const std::string& folder) {
  require(!folder.empty(), "--merge needs the folder of the sweep; add --out DIR");
  const std::size_t missing = merge_results(read_sweep(folder));
  if (missing > 0) std::printf("note: %zu runs are missing; run jobs.txt again\n", missing);
  return 0;
}

int run(int argc, char** argv) {
  SweepSettings settings;
  TrainingSettings training;
  Flags flags("sweep", "writes the commands of many training runs, and gathers their results.");
  flags.heading("The sweep");
  flags.add_choice("--task", settings.task, "the program that is run");
  flags.add("--vary", settings.vary, "what differs: \"seed=1,2,3 generator=free,orthogonal\"", "FLAGS");
  flags.add("--merge", settings.merge, "gather the results of the sweep in --out");
  declare_training_flags(flags, training);
  if (!flags.parse(argc, argv)) return 0;
  return settings.merge ? gather(training.out) : make_sweep(settings, flags, training);
}

}  // namespace
}  // namespace lgn

int main(int argc, char** argv) {
  return lgn::run_program([&] { return lgn::run(argc, argv); });
}
