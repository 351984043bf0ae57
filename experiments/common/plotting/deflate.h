// Lossless compression: deflate (RFC 1951) in its zlib wrapping (RFC 1950), for PNG.
//
// Repetitions are found through a hash of the next three bytes (LZ77 with lazy matching), and what remains is
// written in the code that the standard fixes (section 3.2.6). Codes fitted to the data would make pictures a
// fifth smaller, at three times the length of this file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lgn {

/// The bytes as a zlib stream; the same bytes always give the same stream.
std::string zlib_compress(std::string_view bytes);

/// Checksum that ends a zlib stream.
std::uint32_t adler32(std::string_view bytes);

}  // namespace lgn
