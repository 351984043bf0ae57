// What several tests need: comparisons, files of their own, the golden values.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "tensor/tensor.h"

namespace lgn::test {

/// ||a - b|| / ||b||, in double; ||a|| where b is zero. Infinity when the shapes differ.
double relative_error(const Tensor& a, const Tensor& b);

/// max |a - b| over all entries; expects the shapes to be the same.
double largest_difference(const TensorD& a, const TensorD& b);

/// A fresh folder that goes away with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string path(const std::string& name = "") const;
  /// How many files and folders it holds, hidden ones too.
  std::ptrdiff_t entries() const;

 private:
  std::string folder_;
};

/// The path of a file below tests/; the tests run from the project's root.
std::string source_path(const std::string& name);

/// What a shell command printed, both streams, and its exit status.
struct CommandResult {
  int status;
  std::string output;
};
CommandResult run_command(const std::string& command);

/// Expects an Error whose sentence holds every one of the words.
template <class Callable>
void expect_error(Callable&& callable, std::initializer_list<const char*> words) {
  try {
    callable();
  } catch (const Error& error) {
    for (const char* word : words) {
      EXPECT_NE(std::string(error.what()).find(word), std::string::npos)
          << word << " is not in: " << error.what();
    }
    return;
  }
  ADD_FAILURE() << "no Error was thrown";
}
template <class Callable>
void expect_error(Callable&& callable, const std::string& words) {
  expect_error(callable, {words.c_str()});
}

}  // namespace lgn::test
