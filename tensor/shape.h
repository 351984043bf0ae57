// The shape of a tensor: extents in PyTorch's order, the last one contiguous.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lgn {

using Index = std::int64_t;
using Shape = std::vector<Index>;

/// Number of elements: the product of the extents; 1 for a scalar (empty shape).
/// Throws Error when an extent is negative or the product does not fit into 62 bits.
Index element_count(const Shape& shape);

/// "[2, 3, 4]".
std::string to_string(const Shape& shape);

}  // namespace lgn
