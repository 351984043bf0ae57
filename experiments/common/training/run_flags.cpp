#include "experiments/common/training/run_flags.h"

namespace lgn {

RunFlags::RunFlags(Task task) : flags(name(task), "") {
  settings.architecture.task = task;
  settings.quiet = true;
  declare_training_flags(flags, settings);
}

RunFlags::RunFlags(Task task, const std::vector<std::string>& words) : RunFlags(task) {
  std::vector<const char*> argv;
  for (const std::string& word : words) argv.push_back(word.c_str());
  flags.parse(static_cast<int>(argv.size()), argv.data());
}

}  // namespace lgn
