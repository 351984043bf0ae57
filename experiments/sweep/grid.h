// The runs of a sweep: every combination of the values that are varied.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "lgn/architecture.h"

namespace lgn {

struct SweepRun {
  std::string name;                                         // "seed-1-generator-free": its folder
  std::vector<std::pair<std::string, std::string>> varied;  // {"seed", "1"}, {"generator", "free"}

  /// As typed: {"--seed=1", "--generator=free"}.
  std::vector<std::string> flags() const;
};

/// `vary` is "seed=1,2,3 generator=free,orthogonal"; the last one named changes fastest. Throws Error for
/// another form, a flag that the task's program does not know, and values that it refuses.
std::vector<SweepRun> sweep_runs(const std::string& vary, Task task);

}  // namespace lgn
