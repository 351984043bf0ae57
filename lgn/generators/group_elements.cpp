#include "lgn/generators/group_elements.h"

#include <algorithm>
#include <utility>

#include "tensor/threads.h"

namespace lgn {
namespace {

GroupNumbers numbers_of(const std::vector<Variable>& inputs, Index which) {
  GroupNumbers numbers;
  for (const Variable& input : inputs) {
    const Shape& shape = input.shape();
    numbers.push_back(numbers_in_double(input.value(), which, Shape(shape.begin() + 2, shape.end())));
  }
  return numbers;
}

}  // namespace

Variable group_element(Variable elements, Index j) {
  const Shape& shape = elements.shape();
  require(shape.size() == 5 && j >= 0 && j < shape[2], "there is no element ", j, " of a group in a tensor of shape ",
          shape);
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

Variable map_to_elements(const char* operation, const std::vector<Variable>& inputs, ElementsMap map) {
  const Index G = inputs[0].shape()[0], C = inputs[0].shape()[1];
  std::vector<TensorD> all(G * C), kept(all.size());
  parallel_for(G * C, [&](Index i) { all[i] = map.elements(numbers_of(inputs, i), kept[i]); });
  Shape shape = all[0].shape();
  shape.insert(shape.begin(), {G, C});
  Tensor elements = Tensor::uninitialized(shape);
  for (Index i = 0; i < G * C; ++i) store(all[i], elements, i);
  auto backward = [=, map = std::move(map), shape = all[0].shape()](const Tensor& delements) {
    std::vector<Tensor*> places;
    for (const Variable& input : inputs)
      places.push_back(input.requires_gradient() ? &input.tape().accumulate(input) : nullptr);
    parallel_for(G * C, [&](Index i) {
      const GroupNumbers gradients =
          map.gradients(numbers_of(inputs, i), kept[i], numbers_in_double(delements, i, shape));
      for (std::size_t k = 0; k < places.size(); ++k)
        if (places[k]) add_scaled(gradients[k], 1, *places[k], i);
    });
  };
  return inputs[0].tape().record(operation, std::move(elements), inputs, std::move(backward));
}

}  // namespace lgn
