// How much memory this process may still use.
#pragma once

#include <cstddef>
#include <string>

namespace lgn {

/// Bytes: the least of what the machine has available, what the limits of the container (cgroup versions 2
/// and 1) leave, and the limit on the address space (ulimit -v). The largest number where nothing is known.
std::size_t available_memory();

/// The second of these: what is left in the groups that `groups_of_process` (/proc/self/cgroup) names below
/// `groups_root` (/sys/fs/cgroup), and in those above them. Cached pages of files do not count as used.
std::size_t left_by_container(const std::string& groups_root, const std::string& groups_of_process);

}  // namespace lgn
