#include "tensor/control_groups.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>

namespace lgn {
namespace {

/// The number that a file of the system holds; `otherwise` where there is none ("max").
template <class Number>
Number number_in(const std::string& path, Number otherwise) {
  std::ifstream file(path);
  Number number = 0;
  return file >> number ? number : otherwise;
}

void add_up_from(const std::string& root, std::string group, int version, std::vector<ControlGroup>& groups) {
  groups.push_back({root, version});
  for (; !group.empty(); group.resize(group.find_last_of('/'))) groups.push_back({root + group, version});
}

/// Cores; 0 without a limit.
double quota(const ControlGroup& group) {
  double quota = 0, period = 0;
  if (group.version == 2) {
    std::ifstream file(group.folder + "/cpu.max");  // "max 100000" or "150000 100000"
    if (!(file >> quota >> period)) return 0;
  } else {
    quota = number_in(group.folder + "/cpu.cfs_quota_us", -1.0);
    period = number_in(group.folder + "/cpu.cfs_period_us", 0.0);
  }
  return quota > 0 && period > 0 ? quota / period : 0;
}

/// The files of a version of cgroup: the limit, the usage, and in memory.stat the names of the cached pages
/// of files, which count as usage but are given back when memory is wanted.
struct MemoryFiles {
  const char *limit, *usage;
  std::array<const char*, 2> cached;
};
constexpr MemoryFiles version_1 = {
    "/memory.limit_in_bytes", "/memory.usage_in_bytes", {"total_active_file", "total_inactive_file"}};
constexpr MemoryFiles version_2 = {"/memory.max", "/memory.current", {"active_file", "inactive_file"}};

std::size_t cached_pages(const std::string& folder, const MemoryFiles& files) {
  std::ifstream stat(folder + "/memory.stat");
  std::size_t sum = 0, number = 0;
  for (std::string name; stat >> name >> number;)
    if (std::find(files.cached.begin(), files.cached.end(), name) != files.cached.end()) sum += number;
  return sum;
}

/// Usage may be above the limit for a moment.
std::size_t memory_left(const ControlGroup& group) {
  const MemoryFiles& files = group.version == 2 ? version_2 : version_1;
  const std::size_t none = SIZE_MAX, limit = number_in(group.folder + files.limit, none),
                    usage = number_in(group.folder + files.usage, none);
  if (limit == none || usage == none) return limit;
  const std::size_t used = usage - std::min(usage, cached_pages(group.folder, files));
  return limit - std::min(limit, used);
}

}  // namespace

std::vector<ControlGroup> control_groups(const std::string& controller, const std::string& groups_root,
                                         const std::string& groups_of_process) {
  const std::string root_1 = groups_root + "/" + controller;
  std::vector<ControlGroup> groups = {{groups_root, 2}, {root_1, 1}};
  std::ifstream file(groups_of_process);
  for (std::string line; std::getline(file, line);) {  // number:controllers:/path
    const std::size_t first = line.find(':'), second = line.find(":/", first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string path = line.substr(second + 1), group = path == "/" ? "" : path;
    if (controllers.empty()) add_up_from(groups_root, group, 2, groups);
    if (("," + controllers + ",").find("," + controller + ",") == std::string::npos) continue;
    add_up_from(root_1, group, 1, groups);
    if (controllers != controller) add_up_from(groups_root + "/" + controllers, group, 1, groups);
  }
  return groups;
}

int cores_left_by(const std::vector<ControlGroup>& groups) {
  double least = 0;
  for (const ControlGroup& group : groups) {
    const double cores = quota(group);
    if (cores > 0 && (least == 0 || cores < least)) least = cores;
  }
  return least == 0 ? 0 : std::max(1, static_cast<int>(std::min(least, 1e6) + 0.5));
}

std::size_t memory_left_by(const std::vector<ControlGroup>& groups) {
  std::size_t least = SIZE_MAX;
  for (const ControlGroup& group : groups) least = std::min(least, memory_left(group));
  return least;
}

}  // namespace lgn
