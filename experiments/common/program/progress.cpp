#include "experiments/common/program/progress.h"

#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <mutex>

#include "autograd/profile.h"

namespace lgn {
namespace {

std::atomic<const Progress*> line_owner = nullptr;
std::mutex terminal_mutex;

}  // namespace

std::string duration_text(double seconds) {
  const long s = static_cast<long>(seconds + 0.5);
  char text[48];
  if (s < 60) {
    std::snprintf(text, sizeof text, "%ld s", s);
  } else if (s < 3600) {
    std::snprintf(text, sizeof text, "%ld min %ld s", s / 60, s % 60);
  } else {
    std::snprintf(text, sizeof text, "%ld h %ld min", s / 3600, s % 3600 / 60);
  }
  return text;
}

Progress::Progress(double total, double done)
    : total_(total),
      done_at_start_(done),
      start_(seconds_now()),
      last_(start_),
      terminal_(isatty(STDERR_FILENO) != 0) {}

Progress::~Progress() {
  const Progress* self = this;
  line_owner.compare_exchange_strong(self, nullptr);
}

void Progress::show(double done, const std::string& text) {
  const Progress* nobody = nullptr;
  if (line_owner != this && !line_owner.compare_exchange_strong(nobody, this)) return;
  const double time = seconds_now();
  if (time - last_ < (terminal_ ? 0.1 : 60)) return;
  last_ = time;
  const double since_start = done - done_at_start_;
  const std::string left =
      since_start > 0 ? duration_text((time - start_) * (total_ - done) / since_start) + " left" : "";
  const std::lock_guard lock(terminal_mutex);
  std::fprintf(stderr, "%s%5.1f %%  %s  %s%s", terminal_ ? "\r\033[K" : "", 100 * done / total_, text.c_str(),
               left.c_str(), terminal_ ? "" : "\n");
  std::fflush(stderr);
  drawn_ = terminal_;
}

void Progress::clear() {
  if (drawn_) std::fprintf(stderr, "\r\033[K");
  drawn_ = false;
}

void Progress::print(std::FILE* stream, const std::string& text) {
  const std::lock_guard lock(terminal_mutex);
  if (isatty(STDERR_FILENO) != 0) std::fprintf(stderr, "\r\033[K");
  std::fputs(text.c_str(), stream);
  std::fflush(stream);
}

}  // namespace lgn
