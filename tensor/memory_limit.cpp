#include "tensor/memory_limit.h"

#include <sys/resource.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <string>

#include "tensor/control_groups.h"

namespace lgn {
namespace {

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
  std::ifstream file("/proc/self/statm");
  std::size_t pages = 0;
  const std::size_t used = file >> pages ? pages * 4096 : 0;
  return limit.rlim_cur - std::min<std::size_t>(limit.rlim_cur, used);
}

}  // namespace

std::size_t available_memory() {
  return std::min(
      {available_on_machine(), memory_left_by(control_groups("memory")), left_of_address_space()});
}

}  // namespace lgn
