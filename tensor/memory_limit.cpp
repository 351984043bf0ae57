#include "tensor/memory_limit.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>

#include "tensor/control_groups.h"

namespace lgn {
namespace {

/// What follows `key` in a file of lines like "VmRSS:   4776 kB", in bytes; `otherwise` where it is not there.
std::size_t kilobytes_in(const char* path, const std::string& key, std::size_t otherwise) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(key)) return std::stoull(line.substr(key.size())) * 1024;
  return otherwise;
}

/// Two thirds of it: the rest is for the gaps between blocks.
std::size_t left_of_address_space() {
  struct rlimit limit {};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return SIZE_MAX;
  std::ifstream file("/proc/self/statm");
  std::size_t pages = 0;
  const std::size_t used = file >> pages ? pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)) : 0;
  return (limit.rlim_cur - std::min<std::size_t>(limit.rlim_cur, used)) / 3 * 2;
}

}  // namespace

std::size_t available_memory() {
  return std::min({kilobytes_in("/proc/meminfo", "MemAvailable:", SIZE_MAX), memory_left_by(control_groups("memory")),
                   left_of_address_space()});
}

std::size_t resident_memory() {
  return kilobytes_in("/proc/self/status", "VmRSS:", 0);
}

std::size_t most_resident_memory() {
  return kilobytes_in("/proc/self/status", "VmHWM:", 0);
}

std::string bytes_text(double bytes) {
  char text[32];
  if (bytes < 1e9) {
    std::snprintf(text, sizeof text, "%.0f MB", bytes / 1e6);
  } else {
    std::snprintf(text, sizeof text, "%.1f GB", bytes / 1e9);
  }
  return text;
}

}  // namespace lgn
