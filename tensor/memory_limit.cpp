#include "tensor/memory_limit.h"

#include <sys/resource.h>

#include <algorithm>
#include <array>
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

/// The files of a version of cgroup: the limit, the usage, and in memory.stat the names of the cached pages
/// of files, which count as usage but are given back when memory is wanted.
struct GroupFiles {
  const char *limit, *usage;
  std::array<const char*, 2> cached;
};
constexpr GroupFiles version_1 = {
    "/memory.limit_in_bytes", "/memory.usage_in_bytes", {"total_active_file", "total_inactive_file"}};
constexpr GroupFiles version_2 = {"/memory.max", "/memory.current", {"active_file", "inactive_file"}};

std::size_t cached_pages(const std::string& folder, const GroupFiles& files) {
  std::ifstream stat(folder + "/memory.stat");
  std::size_t sum = 0, number = 0;
  for (std::string name; stat >> name >> number;) {
    if (std::find(files.cached.begin(), files.cached.end(), name) != files.cached.end()) sum += number;
  }
  return sum;
}

/// What the limit in one folder leaves; usage may be above the limit for a moment.
std::size_t left_in(const std::string& folder, const GroupFiles& files) {
  const std::size_t limit = number_in(folder + files.limit), usage = number_in(folder + files.usage);
  if (limit == SIZE_MAX || usage == SIZE_MAX) return limit;
  const std::size_t used = usage - std::min(usage, cached_pages(folder, files));
  return limit - std::min(limit, used);
}

/// The least of what is left to a group and to all those above it, which bind it too. Inside a container the
/// group may be named as it is outside: then only the topmost folder is found, the container's own.
std::size_t left_up_from(const std::string& root, std::string group, const GroupFiles& files) {
  std::size_t least = left_in(root, files);
  for (; !group.empty(); group.resize(group.find_last_of('/')))
    least = std::min(least, left_in(root + group, files));
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

std::size_t left_by_container(const std::string& groups_root, const std::string& groups_of_process) {
  std::size_t least = left_in(groups_root + "/memory", version_1);
  std::ifstream groups(groups_of_process);
  for (std::string line; std::getline(groups, line);) {  // number:controllers:/path
    const std::size_t first = line.find(':'), second = line.find(":/", first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string path = line.substr(second + 1), group = path == "/" ? "" : path;
    if (controllers.empty()) least = std::min(least, left_up_from(groups_root, group, version_2));
    if (("," + controllers + ",").find(",memory,") != std::string::npos)
      least = std::min(least, left_up_from(groups_root + "/memory", group, version_1));
  }
  return least;
}

std::size_t available_memory() {
  return std::min({available_on_machine(), left_by_container("/sys/fs/cgroup", "/proc/self/cgroup"),
                   left_of_address_space()});
}

}  // namespace lgn
