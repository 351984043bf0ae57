#include "lgn/regularizer.h"

#include <cmath>
#include <vector>

#include "autograd/elementwise_ops.h"
#include "autograd/matrix_ops.h"
#include "lgn/generators/generator.h"
#include "lgn/parameters.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/svd.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

/// sum ||A A_inv - I||_F.
Variable inverse_penalty(Variable A, Variable A_inv) {
  const Variable I = A.tape().constant(identities(A.shape()), "I");
  return sum(frobenius_norm(subtract(batched_matmul(A, A_inv), I)));
}

/// sum ||A^n - I||_F.
Variable cyclic_penalty(Variable A, Index n) {
  const Variable I = A.tape().constant(identities(A.shape()), "I");
  return sum(frobenius_norm(subtract(matrix_power(A, n), I)));
}

/// Whether the penalty is zero whatever the parameters.
bool vanishes(const Architecture& a) {
  const FormTraits& form = traits(a.matrix_form());
  if (a.regularizer == Regularizer::cyclic) return form.periodic;
  return a.regularizer == Regularizer::svd && form.periodic && form.orthogonal;
}

/// The penalty of one layer's matrices, not weighted by mu.
Variable layer_penalty(const Leaves& leaves, const Architecture& a, Variable A, Index layer) {
  if (a.regularizer == Regularizer::inverse) return inverse_penalty(A, leaves[generator_parameter(a, "A_inv", layer)]);
  if (a.regularizer == Regularizer::cyclic) return cyclic_penalty(A, a.group_size);
  return scale(sum(orthogonal_distance(A)), 1 / static_cast<double>(a.channels * a.kernel_size()));
}

struct Distance {
  double value;
  TensorD derivative;  // [d,d]
};

Distance distance_of(const TensorD& A) {
  double square = 0;
  for (double entry : A) square += entry * entry;
  const double rounding = 0x1p-24 * std::sqrt(square);
  Svd decomposition = svd(A);
  const Index d = A.extent(0);
  double value = 0;
  for (Index j = 0; j < d; ++j) {
    const double excess = decomposition.singular_values[j] - 1;
    value += std::abs(excess);
    const double sign = std::abs(excess) <= rounding ? 0 : std::copysign(1.0, excess);
    for (Index i = 0; i < d; ++i) decomposition.u(i, j) *= sign;
  }
  return {value, times_transposed(decomposition.u, decomposition.v)};
}

}  // namespace

void add_regularizer_parameters(ParameterSet& parameters, const Architecture& architecture, Index layer,
                                Random& random) {
  if (architecture.regularizer != Regularizer::inverse) return;
  const std::string name = generator_parameter(architecture, "A_inv", layer);
  if (!parameters.contains(name)) parameters.add({name, unit_norm_normal(random, generator_shape(architecture))});
}

bool has_generator_penalty(const Architecture& a) {
  return a.regularizer != Regularizer::none && a.mu > 0 && !vanishes(a);
}

Variable generator_penalty(const Leaves& leaves, const Architecture& architecture,
                           const std::vector<Variable>& generators) {
  require(has_generator_penalty(architecture) && !generators.empty(), "there is no penalty without a regulariser");
  Variable total;
  for (std::size_t k = 0; k < generators.size(); ++k) {
    const Variable term = layer_penalty(leaves, architecture, generators[k], static_cast<Index>(k));
    total = k == 0 ? term : add(total, term);
  }
  return scale(total, architecture.mu);
}

Variable orthogonal_distance(Variable A) {
  const Shape& stack = A.shape();
  require(stack.size() >= 2 && stack.back() == stack[stack.size() - 2], "the singular values of generators of shape ",
          stack, "; expected square matrices");
  const Index d = stack.back();
  Shape shape(stack.begin(), stack.end() - 2);
  if (shape.empty()) shape.push_back(1);
  Tensor y = Tensor::uninitialized(std::move(shape));
  std::vector<TensorD> derivatives(y.count());
  parallel_for(y.count(), [&](Index i) {
    TensorD matrix({d, d});
    std::copy_n(A.value().data() + i * d * d, d * d, matrix.begin());
    Distance distance = distance_of(matrix);
    y[i] = static_cast<float>(distance.value);
    derivatives[i] = std::move(distance.derivative);
  });
  return A.tape().record("orthogonal_distance", std::move(y), {A},
                         [=, derivatives = std::move(derivatives)](const Tensor& dy) {
                           Tensor& dA = A.tape().accumulate(A);
                           for (Index i = 0; i < dA.count(); ++i) {
                             const Index matrix = i / (d * d);
                             dA[i] += static_cast<float>(dy[matrix] * derivatives[matrix][i % (d * d)]);
                           }
                         });
}

}  // namespace lgn
