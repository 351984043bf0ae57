#include "experiments/sweep/job_list.h"

#include <cctype>
#include <filesystem>
#include <set>
#include <sstream>

#include "experiments/common/training/run_flags.h"
#include "tensor/error.h"
#include "tensor/io/file.h"
#include "tensor/io/quote.h"
#include "tensor/names.h"

namespace lgn {
namespace {

constexpr std::size_t most_runs = 1'000'000;

struct Axis {
  std::string flag;
  std::vector<std::string> values;
};

Axis axis_from(std::string text) {
  if (text.starts_with("--")) text.erase(0, 2);
  const std::size_t equals = text.find('=');
  require(equals != std::string::npos && equals > 0 && equals + 1 < text.size(), "--vary names '", text,
          "'; expected FLAG=VALUE,VALUE as in \"seed=1,2,3 generator=free,orthogonal\"");
  const Axis axis{text.substr(0, equals), split_list(text.substr(equals + 1))};
  require(axis.flag != "out" && axis.flag != "resume" && axis.flag != "overwrite" && axis.flag != "continue", "--",
          axis.flag, " is the sweep's own and cannot be varied");
  return axis;
}

/// A value as part of a folder's name.
std::string plain(const std::string& value) {
  std::string name = value;
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '.' && c != '_' && c != '-') c = '_';
  return name;
}

}  // namespace

std::vector<std::string> SweepRun::flags() const {
  std::vector<std::string> words;
  for (const auto& [flag, value] : varied) words.push_back("--" + flag + "=" + value);
  return words;
}

std::vector<SweepRun> sweep_runs(const std::string& vary, Task task) {
  std::vector<SweepRun> runs(1);
  std::stringstream words(vary);
  for (std::string word; words >> word;) {
    const Axis axis = axis_from(word);
    require(runs.size() * axis.values.size() <= most_runs, "a sweep of more than ", most_runs, " runs");
    std::vector<SweepRun> more;
    for (const SweepRun& run : runs) {
      for (const std::string& value : axis.values) {
        SweepRun one = run;
        one.varied.emplace_back(axis.flag, value);
        one.name += (one.name.empty() ? "" : "-") + axis.flag + "-" + plain(value);
        more.push_back(std::move(one));
      }
    }
    runs = std::move(more);
  }
  require(!runs[0].varied.empty(), "nothing is varied; give --vary \"seed=1,2,3 generator=free,orthogonal\"");
  std::set<std::string> names;
  for (const SweepRun& run : runs) {
    require(names.insert(run.name).second, "two runs of the sweep have the same name, ", run.name);
    std::vector<std::string> words = run.flags();
    words.insert(words.begin(), name(task));
    RunFlags(task, words);  // refuses what the program does not understand: now, and not in the middle of the night
  }
  return runs;
}

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
      shell_command({join(sweep.folder, "slurm-%a.log")}),
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
  const Json json = read_json(path);
  Sweep sweep{folder, from_name<Task>(json.at("task").as_string(), path), {}, {}};
  for (const Json& flag : json.at("common").as_array()) sweep.common.push_back(flag.as_string());
  for (const Json& run : json.at("runs").as_array()) {
    SweepRun one{run.at("name").as_string(), {}};
    require(one.name.find('/') == std::string::npos, path, ": the run ", lgn::quoted(one.name),
            " would lie outside the sweep's folder");
    for (const auto& [flag, value] : run.at("varied").as_object()) one.varied.emplace_back(flag, value.as_string());
    sweep.runs.push_back(std::move(one));
    require(sweep.runs.back().varied.size() == sweep.runs[0].varied.size(), path, ": the runs ", sweep.runs[0].name,
            " and ", sweep.runs.back().name, " vary different numbers of flags; make the sweep again");
  }
  require(!sweep.runs.empty(), path, ": the list 'runs' is empty; make the sweep again, under another --out");
  return sweep;
}

}  // namespace lgn
