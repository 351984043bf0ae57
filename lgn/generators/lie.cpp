#include "lgn/generators/lie.h"

#include <cmath>
#include <numeric>

#include "lgn/generators/forms.h"
#include "lgn/generators/group_elements.h"
#include "lgn/generators/matrix_powers.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix_exponential.h"

namespace lgn {
namespace {

/// A skew-symmetric start: a group of rotations, so that no filter grows or shrinks at first. The frequencies
/// then spread over [-2, 2].
Tensor first_algebra(Random& random, const Shape& shape) {
  const Tensor Z = normal_tensor(random, shape);
  Tensor L = Tensor::uninitialized(shape);
  const Index d = shape.back(), size = d * d;
  const double factor = 1 / std::sqrt(2.0 * d);
  for (Index i = 0; i < L.count(); ++i) {
    const Index mirrored = i / size * size + i % d * d + i % size / d;
    L[i] = static_cast<float>(factor * (Z[i] - Z[mirrored]));
  }
  return L;
}

}  // namespace

Variable lie_elements(Variable L, Index n) {
  const Shape& shape = L.shape();
  require(shape.size() == 4 && shape[2] == shape[3] && n >= 1, "exponentials of matrices of shape ", shape,
          "; expected [G', C', d, d]");
  return map_to_elements(
      "lie_elements", {L},
      {[=](const GroupNumbers& x, TensorD& all) { return all = powers(matrix_exponential(x[0]), n); },
       [=](const GroupNumbers& x, const TensorD& all, const TensorD& upstream) {
         const TensorD in_exponential = powers_gradient(all, upstream);
         return GroupNumbers{matrix_exponential_gradient(x[0], in_exponential)};
       }});
}

Variable lie_flow(Variable L, Variable t) {
  require(L.shape().size() == 2 && L.shape()[0] == L.shape()[1] && t.shape().size() == 1,
          "a flow of a matrix of shape ", L.shape(), " at times of shape ", t.shape(), "; expected [d,d] and [K]");
  const Index d = L.shape()[0], K = t.shape()[0];
  const auto scaled = [=](Index k) {
    TensorD tL = cast<double>(L.value());
    for (double& entry : tL) entry *= t.value()[k];
    return tL;
  };
  Tensor elements = Tensor::uninitialized({K, d, d});
  for (Index k = 0; k < K; ++k) store(matrix_exponential(scaled(k)), elements, k);
  return L.tape().record("lie_flow", elements, {L, t}, [=](const Tensor& upstream) {
    for (Index k = 0; k < K; ++k) {
      const TensorD dE = numbers_in_double(upstream, k, {d, d});
      if (L.requires_gradient()) {
        add_scaled(matrix_exponential_gradient(scaled(k), dE), t.value()[k], L.tape().accumulate(L), 0);
      }
      if (!t.requires_gradient()) continue;
      const TensorD slope = matmul(cast<double>(L.value()), numbers_in_double(elements, k, {d, d}));
      t.tape().accumulate(t)[k] += static_cast<float>(std::inner_product(dE.begin(), dE.end(), slope.begin(), 0.0));
    }
  });
}

std::unique_ptr<Generator> make_lie_generator(const GeneratorStack& stack) {
  return make_stored_generator(
      stack, {.symbols = {"L"},
              .draw = [=](Random& random) -> std::vector<Tensor> {
                return {first_algebra(random, stack.shape({stack.size, stack.size}))};
              },
              .elements = [n = stack.group_size](const std::vector<Variable>& x) { return lie_elements(x[0], n); }});
}

}  // namespace lgn
