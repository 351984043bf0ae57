#include "lgn/group_convolution.h"

#include <cmath>

#include "autograd/convolution_ops.h"
#include "autograd/elementwise_ops.h"
#include "autograd/pooling.h"
#include "autograd/shape_ops.h"
#include "lgn/batch_norm.h"

namespace lgn {
namespace {

std::string base_filters(Index stage) {
  return concat("B.stage.", stage);
}

std::string norm(Index stage) {
  return concat("bn.stage.", stage);
}

ConvolutionWindow stage_window(const KernelExtent& kernel) {
  ConvolutionWindow window;
  window.padding[0] = (kernel.height - 1) / 2;
  window.padding[1] = (kernel.width - 1) / 2;
  return window;
}

}  // namespace

void add_stage_parameters(ParameterSet& parameters, const Architecture& a, Random& random) {
  for (Index s = 0; s < a.stages; ++s) {
    Tensor B = normal_tensor(random, {a.base_filters, a.filters(), a.kernel.height, a.kernel.width});
    const double fan_in = static_cast<double>(a.filters() * a.kernel_size());
    for (float& x : B) x *= static_cast<float>(std::sqrt(2 / fan_in));
    parameters.add({base_filters(s), B});
    add_batch_norm(parameters, norm(s), a.base_filters);
  }
}

Variable shifted_along_orbits(Variable bank, const QuotientTable& quotients) {
  const Shape& shape = bank.shape();
  const auto n = static_cast<Index>(quotients.size());
  const Index G = shape[0] / n, block = shape[1] / n * shape[2] * shape[3];
  std::vector<Index> from;  // of every block of y, the one of x
  for (Index i = 0; i < n; ++i)
    for (Index g = 0; g < G; ++g)
      for (const Index quotient : quotients[static_cast<std::size_t>(i)]) from.push_back((i * G + g) * n + quotient);
  Tensor y = Tensor::uninitialized(shape);
  const auto blocks = static_cast<Index>(from.size());
  for (Index b = 0; b < blocks; ++b) {
    const float* x = bank.value().data() + from[static_cast<std::size_t>(b)] * block;
    std::copy(x, x + block, y.data() + b * block);
  }
  return bank.tape().record("shifted_along_orbits", std::move(y), {bank}, [=](const Tensor& dy) {
    float* dx = bank.tape().accumulate(bank).data();
    for (Index b = 0; b < blocks; ++b)
      for (Index e = 0; e < block; ++e) dx[from[static_cast<std::size_t>(b)] * block + e] += dy[b * block + e];
  });
}

Variable group_convolutions(Variable x, const Leaves& leaves, const FilterAction& action,
                            const QuotientTable& quotients, const Architecture& a, ParameterSet& parameters,
                            bool training) {
  const Index G = a.base_filters, n = a.group_size;
  const std::vector<Index> rows = a.stage_extents(0), columns = a.stage_extents(1);
  for (Index s = 0; s < a.stages; ++s) {
    leaves.tape().set_scope(concat("stage ", s));
    const Variable bank = shifted_along_orbits(action(leaves[base_filters(s)]), quotients);
    const Variable moved = conv2d(x, bank, stage_window(a.kernel));
    const Shape shape = moved.shape();
    const Variable orbits = reshape(moved, {shape[0] * n, G, shape[2], shape[3]});
    const Variable normal = batch_norm(orbits, leaves, parameters, norm(s), training);
    const auto next = static_cast<std::size_t>(s) + 1;
    x = adaptive_average_pool2d(reshape(relu(normal), shape), rows[next], columns[next]);
  }
  leaves.tape().set_scope("output");
  return x;
}

}  // namespace lgn
