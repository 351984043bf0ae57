// Numbers in files: little endian, at any alignment.
#pragma once

#include <bit>
#include <cmath>
#include <cstring>
#include <string>
#include <string_view>

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

/// `bytes` taken as numbers of type From, converted to `out`. Throws Error starting with `what` when a finite
/// number does not fit (1e300 as float32, 2^63 as a signed integer); NaN and infinity pass.
template <class From, class To>
void convert_bytes(std::string_view bytes, To* out, std::string_view what) {
  const std::size_t count = bytes.size() / sizeof(From);
  for (std::size_t i = 0; i < count; ++i) {
    const From from = load<From>(bytes.data() + i * sizeof(From));
    out[i] = static_cast<To>(from);
    bool fits = true;
    if constexpr (std::is_floating_point_v<From>) {
      fits = std::isfinite(static_cast<double>(out[i])) || !std::isfinite(from);
    } else if constexpr (std::is_integral_v<To>) {
      fits = (out[i] < 0) == (from < 0);
    }
    require(fits, what, ": element ", i, " is ", from, ", too large for ",
            std::is_integral_v<To> ? "a signed 64-bit integer" : "float32");
  }
}

}  // namespace lgn
