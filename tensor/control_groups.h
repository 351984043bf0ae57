// The control groups of Linux that this process is in: containers, systemd and Slurm set limits there.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace lgn {

struct ControlGroup {
  std::string folder;  // where its files are
  int version;         // of cgroup: 1 or 2
};

/// The groups whose limits of a controller, as "cpu" or "memory", bind this process: those that
/// `groups_of_process` (/proc/self/cgroup) names below `groups_root` (/sys/fs/cgroup), and all above them.
/// Inside a container the group may be named as it is outside: then only the topmost folder is found, the
/// container's own.
std::vector<ControlGroup> control_groups(const std::string& controller,
                                         const std::string& groups_root = "/sys/fs/cgroup",
                                         const std::string& groups_of_process = "/proc/self/cgroup");

/// The least of the cores that the groups of the controller cpu leave, rounded, at least 1; 0 without a
/// limit.
int cores_left_by(const std::vector<ControlGroup>& groups);

/// The least of the bytes that those of the controller memory leave; SIZE_MAX without a limit. Cached pages
/// of files do not count as used.
std::size_t memory_left_by(const std::vector<ControlGroup>& groups);

}  // namespace lgn
