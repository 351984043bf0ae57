// UTF-8 (RFC 3629): validation and encoding, for JSON.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lgn {

/// Bytes of the character that `text` begins with; 0 when these are not UTF-8 (cut short, longer than
/// needed, a surrogate, beyond U+10FFFF) or `text` is empty.
std::size_t utf8_length(std::string_view text);

/// Appends the character of this number, which is below 0x110000 and not a surrogate.
void append_utf8(std::string& out, std::uint32_t character);

}  // namespace lgn
