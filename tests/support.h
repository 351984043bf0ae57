// What several tests need: comparisons, files of their own, the golden values.
#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "tensor/error.h"
#include "tensor/io/bytes.h"
#include "tensor/tensor.h"
#include "tensor/threads.h"

namespace lgn::test {

/// ||a - b|| / ||b||, in double; ||a|| where b is zero. Infinity when the shapes differ.
double relative_error(const Tensor& a, const Tensor& b);

/// max |a - b| over all entries; expects the shapes to be the same.
double largest_difference(const TensorD& a, const TensorD& b);

template <class Number>
bool same_bits(const BasicTensor<Number>& a, const BasicTensor<Number>& b) {
  const auto bytes = sizeof(Number) * static_cast<std::size_t>(a.count());
  return a.shape() == b.shape() && std::memcmp(a.data(), b.data(), bytes) == 0;
}

/// So many threads as long as it lives.
class ScopedThreads {
 public:
  explicit ScopedThreads(int count) { set_thread_count(count); }
  ~ScopedThreads() { set_thread_count(before_); }
  ScopedThreads(const ScopedThreads&) = delete;
  ScopedThreads& operator=(const ScopedThreads&) = delete;

 private:
  int before_ = thread_count();
};

/// Expects the same bits of the tensors that `compute` returns, whatever the number of threads.
template <class Compute>
void expect_same_bits(Compute&& compute, std::initializer_list<int> threads = {1, 2, 3, 5}) {
  std::optional<decltype(compute())> expected;
  for (int count : threads) {
    const ScopedThreads scoped(count);
    const auto found = compute();
    if (!expected) expected = found;
    ASSERT_EQ(found.size(), expected->size());
    for (std::size_t k = 0; k < found.size(); ++k)
      EXPECT_TRUE(same_bits(found[k], expected->at(k))) << "tensor " << k << " with " << count << " threads";
  }
}

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

/// The numbers as they lie in memory.
template <class Number>
std::string bytes_of(const std::vector<Number>& numbers) {
  std::string bytes;
  append_bytes(bytes, numbers.data(), numbers.size());
  return bytes;
}

/// The path of a file below tests/; the tests run from the project's root.
std::string source_path(const std::string& name);

/// What a shell command printed, both streams, and its exit status.
struct CommandResult {
  int status;
  std::string output;
};
CommandResult run_command(const std::string& command);

/// The sentence of the Error that `action` throws; a failure of the test when there is none.
template <class Action>
std::string refusal(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  ADD_FAILURE() << "nothing was refused";
  return "";
}

inline ::testing::AssertionResult contains(const std::string& text, const std::string& part) {
  if (text.find(part) != std::string::npos) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "\"" << text << "\" does not contain \"" << part << "\"";
}

/// Expects an Error whose sentence holds every one of the words.
template <class Callable>
void expect_error(Callable&& callable, std::initializer_list<const char*> words) {
  const std::string sentence = refusal(callable);
  for (const char* word : words) EXPECT_TRUE(contains(sentence, word));
}
template <class Callable>
void expect_error(Callable&& callable, const std::string& words) {
  expect_error(callable, {words.c_str()});
}

}  // namespace lgn::test
