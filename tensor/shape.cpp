#include "tensor/shape.h"

#include "tensor/error.h"

namespace lgn {

Index element_count(const Shape& shape) {
  constexpr Index limit = Index{1} << 62;
  Index count = 1;
  bool empty = false;
  for (Index extent : shape) {
    require(extent >= 0, "the shape ", to_string(shape), " has a negative extent");
    if (extent == 0) {
      empty = true;
      continue;
    }
    require(count <= limit / extent, "the shape ", to_string(shape), " has more elements than can be counted");
    count *= extent;
  }
  return empty ? 0 : count;
}

std::string to_string(const Shape& shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (i) text += ", ";
    text += std::to_string(shape[i]);
  }
  return text + "]";
}

}  // namespace lgn
