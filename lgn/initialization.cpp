#include "lgn/initialization.h"

#include <algorithm>
#include <cmath>

#include "tensor/threads.h"

namespace lgn {

void project_to_unit_norm(Tensor& matrices) {
  const Index size = matrices.extent(-2) * matrices.extent(-1);
  if (size == 0) return;
  for (Index i = 0; i < matrices.count() / size; ++i) {
    float* matrix = matrices.data() + i * size;
    double square = 0;
    for (Index j = 0; j < size; ++j) square += static_cast<double>(matrix[j]) * matrix[j];
    if (square == 0) continue;
    const float scale = static_cast<float>(1 / std::sqrt(square));
    for (Index j = 0; j < size; ++j) matrix[j] *= scale;
  }
}

Tensor unit_norm_normal(Random& random, Shape shape) {
  Tensor matrices = normal_tensor(random, std::move(shape));
  project_to_unit_norm(matrices);
  return matrices;
}

Tensor uniform_fan_in(Random& random, Shape shape, Index fan_in) {
  const double bound = 1 / std::sqrt(static_cast<double>(fan_in));
  return uniform_tensor(random, std::move(shape), -bound, bound);
}

void project(ParameterSet& parameters) {
  for (Parameter& parameter : parameters) {
    if (parameter.frozen) continue;
    if (parameter.unit_norm) project_to_unit_norm(parameter.value);
    if (!parameter.nonnegative) continue;
    for (float& x : parameter.value) x = std::max(x, 0.0f);
  }
}

}  // namespace lgn
