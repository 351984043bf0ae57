// The command line of build/classify or build/reconstruct, as that program reads it.
#pragma once

#include <string>
#include <vector>

#include "experiments/common/program/flags.h"
#include "experiments/common/training/training_settings.h"

namespace lgn {

struct RunFlags {
  /// All flags that the task's program has, none given.
  explicit RunFlags(Task task);
  /// `words` as a shell hands them on, the program in front. Throws Error for what the program would refuse.
  RunFlags(Task task, const std::vector<std::string>& words);
  RunFlags(const RunFlags&) = delete;  // the flags point into the settings

  TrainingSettings settings;
  Flags flags;
};

}  // namespace lgn
