// SHA-256 (FIPS 180-4): sums of data files, keys of caches. With the instructions for it where the CPU has them, but
// not with LGN_SIMD=scalar.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace lgn {

/// Piece by piece: update() any number of times, then hex() once.
class Sha256 {
 public:
  void update(std::string_view bytes);

  /// Ends the message; 64 lower-case hexadecimal digits.
  std::string hex();

 private:
  void compress(const unsigned char* blocks, std::size_t count);

  std::array<std::uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<unsigned char, 64> block_{};  // bytes that wait for a block to be full
  std::uint64_t length_ = 0;               // bytes so far
};

/// The sum of all bytes at once.
std::string sha256_hex(std::string_view bytes);

}  // namespace lgn
