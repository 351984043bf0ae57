#include "experiments/sweep/job_list.h"

#include <filesystem>

#include "experiments/common/program/flags.h"
#include "tensor/error.h"
#include "tensor/io/file.h"
#include "tensor/io/quote.h"

namespace lgn {
namespace {

Json to_json(const Sweep& sweep) {
  Json::Array runs;
  for (const SweepRun& run : sweep.runs) {
    Json varied{Json::Object{}};
    for (const auto& [flag, value] : run.varied) varied.set(flag, value);
    runs.push_back(Json::Object{{"name", run.name}, {"varied", varied}});
  }
  return Json::Object{{"task", name(sweep.task)}, {"common", sweep.common}, {"runs", runs}};
}

std::string command(const Sweep& sweep, const SweepRun& run) {
  const std::string folder = run_folder(sweep, run);
  std::vector<std::string> words = {join(executable_folder(), name(sweep.task))};
  for (const auto& more : {sweep.common, run.flags(), {"--continue", "--out", folder}})
    words.insert(words.end(), more.begin(), more.end());
  return concat(shell_command({"cd", std::filesystem::current_path().string()}), " && { ",
                shell_command({"test", "-e", join(folder, "summary.json")}), " || exec ", shell_command(words), "; }");
}

std::string batch_script(const Sweep& sweep) {
  const std::string jobs = join(sweep.folder, "jobs.txt"), quoted_jobs = shell_command({jobs});
  return concat(
      "#!/bin/sh\n"
      "# Every line of jobs.txt as one task of a Slurm array: sbatch sweep.sbatch\n"
      "# A task that is stopped saves itself; the same command again goes on with what is not complete.\n"
      "#SBATCH --job-name=lgn-sweep\n"
      "#SBATCH --array=1-",
      sweep.runs.size(),
      "\n#SBATCH --cpus-per-task=1\n"
      "#SBATCH --signal=B:TERM@60\n"
      "#SBATCH --requeue\n"
      "#SBATCH --output=",
      join(sweep.folder, "slurm-%a.log"),
      "\nexport LGN_THREADS=\"${SLURM_CPUS_PER_TASK:-1}\"\n"
      "job=$(sed -n \"${SLURM_ARRAY_TASK_ID}p\" ",
      quoted_jobs,
      ")\n"
      "# The run takes the place of this shell (exec): else only the shell would be told to stop, and take it along.\n"
      "eval \"$job\"\n");
}

}  // namespace

std::string run_folder(const Sweep& sweep, const SweepRun& run) {
  return join(join(sweep.folder, "runs"), run.name);
}

void write_job_list(const Sweep& sweep) {
  const std::string about = join(sweep.folder, "sweep.json");
  if (file_exists(about)) {
    const Sweep before = read_sweep(sweep.folder);
    require(before.task == sweep.task && before.common == sweep.common, sweep.folder, " holds a sweep of ",
            name(before.task), " ", shell_command(before.common), ", not of ", name(sweep.task), " ",
            shell_command(sweep.common), "; its runs would be mistaken for those wanted: name another --out");
  }
  std::string jobs;
  for (const SweepRun& run : sweep.runs) jobs += command(sweep, run) + "\n";
  write_file(join(sweep.folder, "jobs.txt"), jobs);
  write_file(join(sweep.folder, "sweep.sbatch"), batch_script(sweep));
  write_file(about, to_json(sweep).pretty());
}

Sweep read_sweep(const std::string& folder) {
  const std::string path = join(folder, "sweep.json");
  require(file_exists(path), folder, " holds no sweep; make one with build/sweep --vary \"seed=1,2\" --out ",
          shell_word(folder));
  const Json json = parse_json(read_file(path), path);
  Sweep sweep{folder, json.at("task").as_string() == "classify" ? Task::classify : Task::reconstruct, {}, {}};
  for (const Json& flag : json.at("common").as_array()) sweep.common.push_back(flag.as_string());
  for (const Json& run : json.at("runs").as_array()) {
    SweepRun one{run.at("name").as_string(), {}};
    require(one.name.find('/') == std::string::npos, path, ": the run ", lgn::quoted(one.name),
            " would lie outside the sweep's folder");
    for (const auto& [flag, value] : run.at("varied").as_object()) one.varied.emplace_back(flag, value.as_string());
    sweep.runs.push_back(std::move(one));
  }
  return sweep;
}

}  // namespace lgn
