// PNG files (RFC 2083): 8 bits a channel, with a palette where 256 colours are enough.
#pragma once

#include <string>

#include "experiments/common/plotting/canvas.h"

namespace lgn {

/// The picture as the bytes of a PNG file; the same pixels always give the same bytes.
std::string encode_png(const Canvas& picture);

/// Writes the picture, whole or not at all. Throws Error naming the path when that fails.
void write_png(const std::string& path, const Canvas& picture);

}  // namespace lgn
