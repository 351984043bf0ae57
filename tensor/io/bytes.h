// Numbers in files: little endian, at any alignment.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "tensor/error.h"

namespace lgn {

static_assert(std::endian::native == std::endian::little, "files are little endian, and copied as they are");

/// The number that starts at `bytes`; any alignment.
template <class Number>
Number load(const char* bytes) {
  Number number;
  std::memcpy(&number, bytes, sizeof number);
  return number;
}

/// Appends the bytes of `count` numbers.
template <class Number>
void append_bytes(std::string& out, const Number* numbers, std::size_t count) {
  out.append(reinterpret_cast<const char*>(numbers), count * sizeof(Number));
}

/// The most axes of a tensor in a file; as in NumPy.
inline constexpr std::size_t highest_rank = 32;

/// `bytes` taken as numbers of type From, converted to `out`. Throws Error starting with `what` when a finite
/// number does not fit (1e300 as float32, 2^63 as a signed integer); NaN and infinity pass.
template <class From, class To>
void convert_bytes(std::string_view bytes, To* out, std::string_view what) {
  const std::size_t count = bytes.size() / sizeof(From);
  const auto from = [&](std::size_t i) { return load<From>(bytes.data() + i * sizeof(From)); };
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<To>(from(i));

  if constexpr (std::is_same_v<From, double> && std::is_same_v<To, float>) {
    for (std::size_t i = 0; i < count; ++i)
      if (std::isinf(out[i]) && !std::isinf(from(i)))
        fail(what, ": element ", i, " is ", from(i), ", which is too large for float32");
  }
  if constexpr (std::is_same_v<From, std::uint64_t> && std::is_same_v<To, std::int64_t>)
    for (std::size_t i = 0; i < count; ++i)
      if (out[i] < 0) fail(what, ": element ", i, " is ", from(i), "; expected at most 2^63 - 1");
}

}  // namespace lgn
