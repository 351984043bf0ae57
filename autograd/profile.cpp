#include "autograd/profile.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace lgn {

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void Profile::add_forward(const std::string& operation, double seconds) {
  Entry& entry = entries_[operation];
  entry.forward += seconds;
  ++entry.calls;
}

double Profile::total() const {
  double sum = 0;
  for (const auto& [operation, entry] : entries_) sum += entry.forward + entry.backward;
  return sum;
}

std::string Profile::table() const {
  std::vector<std::pair<std::string, Entry>> sorted(entries_.begin(), entries_.end());
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return a.second.forward + a.second.backward > b.second.forward + b.second.backward;
  });
  const double all = std::max(total(), 1e-12);
  std::string text = "operation                     calls  forward s  backward s   share\n";
  for (const auto& [operation, entry] : sorted) {
    char line[160];
    std::snprintf(line, sizeof line, "%-26s %8lld %10.3f %11.3f %6.2f %%\n", operation.c_str(),
                  static_cast<long long>(entry.calls), entry.forward, entry.backward,
                  100 * (entry.forward + entry.backward) / all);
    text += line;
  }
  return text;
}

}  // namespace lgn
