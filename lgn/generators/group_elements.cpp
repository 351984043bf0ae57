#include "lgn/generators/group_elements.h"

#include <algorithm>

namespace lgn {
Variable group_element(Variable elements, Index j) {
  const Shape& shape = elements.shape();
  require(shape.size() == 5 && j >= 0 && j < shape[2], "there is no element ", j,
          " of a group in a tensor of shape ", to_string(shape));
  const Index matrices = shape[0] * shape[1], n = shape[2], size = shape[3] * shape[4];
  Tensor element = Tensor::uninitialized({shape[0], shape[1], shape[3], shape[4]});
  for (Index i = 0; i < matrices; ++i) {
    const float* from = elements.value().data() + (i * n + j) * size;
    std::copy(from, from + size, element.data() + i * size);
  }
  return elements.tape().record("group_element", std::move(element), {elements}, [=](const Tensor& dy) {
    float* to = elements.tape().accumulate(elements).data();
    for (Index i = 0; i < matrices * size; ++i) to[(i / size * n + j) * size + i % size] += dy[i];
  });
}

LayerGroup group_of_elements(Variable elements) {
  const Index n = elements.shape()[2];
  return {group_element(elements, n > 1 ? 1 : 0), elements};
}

TensorD numbers_in_double(const Tensor& stack, Index which, const Shape& shape) {
  auto numbers = TensorD::uninitialized(shape);
  const float* from = stack.data() + which * numbers.count();
  std::copy(from, from + numbers.count(), numbers.begin());
  return numbers;
}

void store(const TensorD& numbers, Tensor& stack, Index which) {
  float* to = stack.data() + which * numbers.count();
  for (Index i = 0; i < numbers.count(); ++i) to[i] = static_cast<float>(numbers[i]);
}

void add_scaled(const TensorD& numbers, double factor, Tensor& stack, Index which) {
  float* to = stack.data() + which * numbers.count();
  for (Index i = 0; i < numbers.count(); ++i) to[i] += static_cast<float>(factor * numbers[i]);
}

}  // namespace lgn
