#include "experiments/common/program/build_info.h"

#include <sys/utsname.h>

#include <fstream>

namespace lgn {

std::string git_commit() {
  return LGN_COMMIT;
}

std::string compiler() {
#if defined(__clang__)
  return "clang++ " + std::to_string(__clang_major__) + "." + std::to_string(__clang_minor__) + "." +
         std::to_string(__clang_patchlevel__);
#else
  return "g++ " + std::to_string(__GNUC__) + "." + std::to_string(__GNUC_MINOR__) + "." +
         std::to_string(__GNUC_PATCHLEVEL__);
#endif
}

std::string machine() {
  utsname system{};
  uname(&system);
  std::string text = std::string(system.sysname) + " " + system.machine;
  std::ifstream processors("/proc/cpuinfo");
  for (std::string line; std::getline(processors, line);) {
    if (!line.starts_with("model name")) continue;
    const std::size_t colon = line.find(": ");
    return colon == std::string::npos ? text : line.substr(colon + 2) + ", " + text;
  }
  return text;
}

}  // namespace lgn
