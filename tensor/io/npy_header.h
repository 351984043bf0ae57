// The header of an .npy file: the text of a Python dict with three keys.
#pragma once

#include <string>
#include <string_view>

#include "tensor/shape.h"

namespace lgn {

struct NpyHeader {
  std::string descr;  ///< "<f4"
  bool fortran_order = false;
  Shape shape;
};

/// Throws Error with the path unless `text` is {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)} in
/// any order and spacing.
NpyHeader parse_npy_header(std::string_view text, const std::string& path);

/// Bytes of a file as they can be shown in a sentence: the printable ones of ASCII, '.' for others; at
/// most 60.
std::string printable(std::string_view bytes);

}  // namespace lgn
