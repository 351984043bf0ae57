#include "datasets/gray.h"

#include <type_traits>

#include "tensor/threads.h"

namespace lgn {
namespace {

template <class Number>
Tensor weighted_sum(const BasicTensor<Number>& images) {
  constexpr double scale = std::is_same_v<Number, std::uint8_t> ? 255 : 1;
  const Index count = images.extent(0), rows = images.extent(2), columns = images.extent(3), size = rows * columns;
  Tensor result = Tensor::uninitialized({count, 1, rows, columns});
  parallel_for(count, [&](Index i) {
    const Number* red = images.data() + i * 3 * size;
    const Number* green = red + size;
    const Number* blue = green + size;
    float* out = result.data() + i * size;
    for (Index p = 0; p < size; ++p)
      out[p] = static_cast<float>((0.2989 * red[p] + 0.587 * green[p] + 0.114 * blue[p]) / scale);
  });
  return result;
}

}  // namespace

Images gray(const Images& images) {
  require(images.shape().size() == 4 && images.shape()[1] == 3, "grey images are made from [N, 3, H, W]; found ",
          to_string(images.shape()));
  return {std::visit([](const auto& tensor) { return weighted_sum(tensor); }, images.pixels), images.labels};
}

}  // namespace lgn
