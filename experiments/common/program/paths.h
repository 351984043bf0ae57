// Outputs that would destroy inputs are refused before anything is written.
#pragma once

#include <string>
#include <vector>

namespace lgn {

/// A file that a flag names; an empty path is a flag that was not given.
struct NamedPath {
  std::string flag, path;
};

/// Throws Error naming both flags when an output is the same file as an input or another output, whatever it
/// is called: relative, absolute, through links; and when an output is a folder or in one that is not there.
/// Devices and pipes may be given twice.
void require_separate(const std::vector<NamedPath>& inputs, const std::vector<NamedPath>& outputs);

/// Throws Error when an input is a file in the run folder `out`, or below it, of a kind that a run writes
/// there: a model, a summary, a picture.
void require_not_written_by_run(const std::vector<NamedPath>& inputs, const std::string& out);

/// Whether a file or folder is `folder` or lies below it, through links too.
bool is_within(const std::string& path, const std::string& folder);

}  // namespace lgn
