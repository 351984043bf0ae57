#include "lgn/orbits.h"

#include <algorithm>

#include "autograd/shape_ops.h"
#include "lgn/parameters.h"
#include "tensor/error.h"

namespace lgn {
namespace {

/// The parts of x [N, n, rest]: `row` points at x[N, 0], elements are `rest` apart.
template <class Visit>
void for_each_orbit(Index images, Index n, Index rest, Visit&& visit) {
  for (Index image = 0; image < images; ++image)
    for (Index i = 0; i < rest; ++i) visit(image * n * rest + i, image * rest + i);
}

/// The element, among n that are `rest` apart, of the largest number.
Index largest_element(const float* x, Index n, Index rest) {
  Index best = 0;
  for (Index i = 1; i < n; ++i) best = x[i * rest] > x[best * rest] ? i : best;
  return best;
}

}  // namespace

std::string threshold_parameter(const Architecture& a, Index layer) {
  return (a.thresholds == Thresholds::shared ? "orbit." : "") + numbered("lmbd", layer);
}

std::string norm_parameter(const Architecture& a, Index layer, const char* field) {
  return (a.norm == Norm::shared ? "orbit." : "") + numbered("bn", layer, field);
}

Index threshold_count(const Architecture& a) {
  return a.thresholds == Thresholds::shared ? a.base_filters : a.filters();
}

Index norm_count(const Architecture& a) {
  return a.norm == Norm::shared ? a.base_filters : a.filters();
}

Variable for_all_filters(Variable numbers, Index axis, Index filters) {
  const Index count = numbers.value().extent(axis);
  if (count == filters) return numbers;
  require(count > 0 && filters % count == 0, count, " numbers of orbits are no share of ", filters, " filters");
  return concatenate(std::vector<Variable>(filters / count, numbers), axis);
}

Tensor for_all_filters(const Tensor& numbers, Index axis, Index filters) {
  Tape tape;
  return for_all_filters(tape.constant(numbers), axis, filters).value();
}

Variable pool_orbits(Variable pooled, Index n, OrbitPooling pooling) {
  const Shape& shape = pooled.shape();
  require(shape.size() == 4 && n >= 1 && shape[1] % n == 0, "pooled codes of shape ", shape, " have no orbits of ", n,
          " filters");
  const Index images = shape[0], rest = shape[1] / n * shape[2] * shape[3];
  const bool mean = pooling == OrbitPooling::mean;
  Tensor y = Tensor::uninitialized({images, shape[1] / n, shape[2], shape[3]});
  for_each_orbit(images, n, rest, [&](Index first, Index orbit) {
    const float* x = pooled.value().data() + first;
    double sum = 0;
    for (Index i = 0; mean && i < n; ++i) sum += x[i * rest];
    y[orbit] = mean ? static_cast<float>(sum / n) : x[largest_element(x, n, rest) * rest];
  });
  return pooled.tape().record("pool_orbits", std::move(y), {pooled}, [=](const Tensor& dy) {
    Tensor& dx = pooled.tape().accumulate(pooled);
    for_each_orbit(images, n, rest, [&](Index first, Index orbit) {
      const Index best = largest_element(pooled.value().data() + first, n, rest);
      for (Index i = 0; mean && i < n; ++i) dx[first + i * rest] += dy[orbit] / n;
      if (!mean) dx[first + best * rest] += dy[orbit];
    });
  });
}

}  // namespace lgn
