// What the tests of data sets share: files in the original formats made in code, and environment variables.
#pragma once

#include <stdlib.h>

#include <optional>
#include <string>

#include "datasets/dataset.h"
#include "tensor/random.h"

namespace lgn {

inline std::string big_endian(std::uint32_t number) {
  std::string bytes;
  for (int shift : {24, 16, 8, 0}) bytes += static_cast<char>(number >> shift & 255);
  return bytes;
}

/// `count` bytes that look random and are always the same.
inline std::string noise(std::size_t count, std::uint64_t seed = 1) {
  Random random(seed);
  std::string bytes;
  while (bytes.size() < count) bytes += static_cast<char>(random.below(256));
  return bytes;
}

inline std::string idx_images(std::uint32_t count, std::uint32_t rows, std::uint32_t columns,
                              const std::string& pixels) {
  return big_endian(2051) + big_endian(count) + big_endian(rows) + big_endian(columns) + pixels;
}

inline std::string idx_labels(const std::string& labels) {
  return big_endian(2049) + big_endian(static_cast<std::uint32_t>(labels.size())) + labels;
}

/// Random bytes as images, without labels.
inline Images noise_images(const Shape& shape, std::uint64_t seed = 1) {
  Bytes bytes = Bytes::uninitialized(shape);
  const std::string pixels = noise(static_cast<std::size_t>(bytes.count()), seed);
  std::copy(pixels.begin(), pixels.end(), bytes.begin());
  return {bytes, {}};
}

/// An environment variable that has another value for as long as this lives; no value removes it.
class ScopedVariable {
 public:
  ScopedVariable(const char* name, const std::optional<std::string>& value) : name_(name) {
    if (const char* before = ::getenv(name)) before_ = before;
    set(value);
  }
  ~ScopedVariable() { set(before_); }
  ScopedVariable(const ScopedVariable&) = delete;
  ScopedVariable& operator=(const ScopedVariable&) = delete;

 private:
  void set(const std::optional<std::string>& value) {
    if (value) {
      ::setenv(name_, value->c_str(), 1);
    } else {
      ::unsetenv(name_);
    }
  }
  const char* name_;
  std::optional<std::string> before_;
};

}  // namespace lgn
