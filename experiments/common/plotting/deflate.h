// Lossless compression: deflate (RFC 1951) in its zlib wrapping (RFC 1950), for PNG.
//
// Repetitions are found through a hash of the next three bytes (LZ77 with lazy matching), and what remains is
// written in Huffman codes fitted to each block.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lgn {

/// The bytes as a zlib stream; the same bytes always give the same stream.
std::string zlib_compress(std::string_view bytes);

/// Checksum that ends a zlib stream.
std::uint32_t adler32(std::string_view bytes);

/// Lengths of an optimal prefix code none of whose words is longer than `limit` bits (package-merge, Larmore
/// and Hirschberg 1990); 0 for symbols that never occur. At least two symbols have to occur, and at most
/// 2^limit.
std::vector<int> prefix_code_lengths(const std::vector<std::uint32_t>& frequencies, int limit);

}  // namespace lgn
