#include "tensor/memory_limit.h"

#include <sys/resource.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <string>

namespace lgn {
namespace {

/// The number that a file of the system holds; SIZE_MAX where there is none ("max").
std::size_t number_in(const std::string& path) {
  std::ifstream file(path);
  std::size_t number = 0;
  return file >> number ? number : SIZE_MAX;
}

/// What the limit in one folder leaves; usage may be above the limit for a moment.
std::size_t left_in(const std::string& limit_file, const std::string& usage_file) {
  const std::size_t limit = number_in(limit_file), used = number_in(usage_file);
  if (limit == SIZE_MAX || used == SIZE_MAX) return limit;
  return limit - std::min(limit, used);
}

/// The group of this process and all those above it, which bind it too.
std::size_t left_by_container() {
  std::size_t least =
      left_in("/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes");
  std::ifstream groups("/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    if (!line.starts_with("0::/")) continue;
    std::string group = line.substr(3);
    while (true) {
      const std::string folder = "/sys/fs/cgroup" + group;
      least = std::min(least, left_in(folder + "/memory.max", folder + "/memory.current"));
      if (group.empty()) break;
      group.resize(group.find_last_of('/'));
    }
  }
  return least;
}

std::size_t available_on_machine() {
  std::ifstream file("/proc/meminfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("MemAvailable:")) return std::stoull(line.substr(13)) * 1024;
  }
  return SIZE_MAX;
}

std::size_t left_of_address_space() {
  struct rlimit limit {};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return SIZE_MAX;
  const std::size_t pages = number_in("/proc/self/statm");
  const std::size_t used = pages == SIZE_MAX ? 0 : pages * 4096;
  return limit.rlim_cur - std::min<std::size_t>(limit.rlim_cur, used);
}

}  // namespace

std::size_t available_memory() {
  return std::min({available_on_machine(), left_by_container(), left_of_address_space()});
}

}  // namespace lgn
