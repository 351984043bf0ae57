// Element types of the safetensors format.
#pragma once

#include <cstddef>
#include <string_view>

namespace lgn {

/// Bytes per element of a type by its name in the format; 0 when there is no such type. Types that we do not
/// compute with are known too: a file may hold them beside what is asked for.
inline std::size_t element_size(std::string_view dtype) {
  struct Type {
    std::string_view name;
    std::size_t size;
  };
  constexpr Type types[] = {{"F64", 8}, {"F32", 4}, {"F16", 2},  {"BF16", 2},    {"I64", 8},
                            {"I32", 4}, {"I16", 2}, {"I8", 1},   {"U64", 8},     {"U32", 4},
                            {"U16", 2}, {"U8", 1},  {"BOOL", 1}, {"F8_E4M3", 1}, {"F8_E5M2", 1}};
  for (const Type& type : types)
    if (type.name == dtype) return type.size;
  return 0;
}

}  // namespace lgn
