// Arrays whose elements are not what images or labels are made of: what they are, and the line that converts.
#pragma once

#include <string>

#include "tensor/io/npy.h"

namespace lgn {

/// Throws Error: the type, what images are expected as, and the line of Python that makes it so, which
/// depends on the values (integers up to 255 are bytes, 16-bit ones are divided, text may be numbers or file
/// names).
[[noreturn]] void refuse_image_type(const NpyArray& array);

/// The same for labels: truth values, whole numbers as floats, one-hot rows, names, objects.
[[noreturn]] void refuse_label_type(const NpyArray& array);

/// The line that numbers classes from 0, whatever they are called.
std::string renumbering(const std::string& path);

}  // namespace lgn
