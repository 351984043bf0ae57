#include "tests/support.h"

#include <sys/wait.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <system_error>

namespace lgn::test {

double relative_error(const Tensor& a, const Tensor& b) {
  if (a.shape() != b.shape()) return std::numeric_limits<double>::infinity();
  double difference = 0, norm = 0;
  for (Index i = 0; i < a.count(); ++i) {
    const double d = static_cast<double>(a[i]) - b[i];
    difference += d * d;
    norm += static_cast<double>(b[i]) * b[i];
  }
  return norm > 0 ? std::sqrt(difference / norm) : std::sqrt(difference);
}

double largest_difference(const TensorD& a, const TensorD& b) {
  if (a.shape() != b.shape()) {
    ADD_FAILURE() << "shapes " << to_string(a.shape()) << " and " << to_string(b.shape());
    return std::numeric_limits<double>::infinity();
  }
  double largest = 0;
  for (Index i = 0; i < a.count(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "lgn-test-XXXXXX").string();
  require(mkdtemp(pattern.data()) != nullptr, "no temporary folder could be made as ", pattern);
  folder_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string TemporaryFolder::path(const std::string& name) const {
  return name.empty() ? folder_ : folder_ + "/" + name;
}

std::ptrdiff_t TemporaryFolder::entries() const {
  return std::distance(std::filesystem::directory_iterator(folder_), std::filesystem::directory_iterator());
}

std::string source_path(const std::string& name) {
  return "tests/" + name;
}

CommandResult run_command(const std::string& command) {
  std::FILE* pipe = popen(("( " + command + " ) 2>&1").c_str(), "r");
  require(pipe != nullptr, "the command could not be started: ", command);
  std::string output;
  char piece[4096];
  for (std::size_t n; (n = std::fread(piece, 1, sizeof piece, pipe)) > 0;) output.append(piece, n);
  const int status = pclose(pipe);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), output};
}

}  // namespace lgn::test
