#include "tensor/shape.h"

#include "tensor/error.h"

namespace lgn {

Index element_count(const Shape& shape) {
  constexpr Index limit = Index{1} << 62;
  Index count = 1;
  bool empty = false;
  for (Index extent : shape) {
    require(extent >= 0, "the shape ", shape, " has a negative extent");
    if (extent == 0) {
      empty = true;
      continue;
    }
    require(count <= limit / extent, "the shape ", shape, " has more elements than can be counted");
    count *= extent;
  }
  return empty ? 0 : count;
}

std::string to_string(const Shape& shape) {
  return concat(shape);
}

}  // namespace lgn
