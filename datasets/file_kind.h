// What a file that should hold data looks like instead: a download that went wrong is best called by name.
#pragma once

#include <string>
#include <string_view>

namespace lgn {

/// ": it is an HTML page, not data" or ": it is still compressed (unpack it with gunzip)"; empty for
/// anything else. Meant to follow a file's name in a sentence.
std::string unwanted_kind(std::string_view bytes);

}  // namespace lgn
