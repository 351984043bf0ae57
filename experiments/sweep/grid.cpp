#include "experiments/sweep/grid.h"

#include <cctype>
#include <set>
#include <sstream>

#include "experiments/common/training/training_settings.h"
#include "tensor/error.h"

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
  Axis axis{text.substr(0, equals), {}};
  require(axis.flag != "out" && axis.flag != "resume" && axis.flag != "overwrite" && axis.flag != "continue", "--",
          axis.flag, " is the sweep's own and cannot be varied");
  std::stringstream values(text.substr(equals + 1));
  for (std::string value; std::getline(values, value, ',');) axis.values.push_back(value);
  return axis;
}

/// A value as part of a folder's name.
std::string plain(const std::string& value) {
  std::string name = value;
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '.' && c != '_' && c != '-') c = '_';
  return name;
}

/// The program itself refuses what it does not understand: now, and not in the middle of the night.
void require_understood(const SweepRun& run, Task task) {
  TrainingSettings settings;
  settings.architecture.task = task;
  Flags flags(name(task), "");
  declare_training_flags(flags, settings);
  std::vector<std::string> words = run.flags();
  std::vector<const char*> argv = {name(task)};
  for (const std::string& word : words) argv.push_back(word.c_str());
  flags.parse(static_cast<int>(argv.size()), argv.data());
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
    require_understood(run, task);
  }
  return runs;
}

}  // namespace lgn
