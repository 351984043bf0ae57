#include "lgn/regularizer.h"

#include "autograd/elementwise_ops.h"
#include "autograd/matrix_ops.h"
#include "lgn/generators/generator.h"
#include "lgn/initialization.h"
#include "lgn/orthogonal_distance.h"

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
  if (a.regularizer == Regularizer::cyclic) return a.has_multiplicities();
  return a.regularizer == Regularizer::svd && a.has_multiplicities() && traits(a.matrix_form()).orthogonal;
}

/// The penalty of one layer's matrices, not weighted by mu.
Variable layer_penalty(const Leaves& leaves, const Architecture& a, Variable A, Index layer) {
  if (a.regularizer == Regularizer::inverse)
    return inverse_penalty(A, leaves[generator_parameter(a, "A_inv", layer)]);
  if (a.regularizer == Regularizer::cyclic) return cyclic_penalty(A, a.group_size);
  return scale(sum(orthogonal_distance(A)), 1 / static_cast<double>(a.channels * a.kernel_size()));
}

}  // namespace

void add_regularizer_parameters(ParameterSet& parameters, const Architecture& architecture, Index layer,
                                Random& random) {
  if (architecture.regularizer != Regularizer::inverse) return;
  const std::string name = generator_parameter(architecture, "A_inv", layer);
  if (!parameters.contains(name))
    parameters.add({name, unit_norm_normal(random, generator_shape(architecture))});
}

bool has_generator_penalty(const Architecture& a) {
  return a.regularizer != Regularizer::none && a.mu > 0 && !vanishes(a);
}

Variable generator_penalty(const Leaves& leaves, const Architecture& architecture,
                           const std::vector<Variable>& generators) {
  require(has_generator_penalty(architecture) && !generators.empty(),
          "there is no penalty without a regulariser");
  Variable total;
  for (std::size_t k = 0; k < generators.size(); ++k) {
    const Variable term = layer_penalty(leaves, architecture, generators[k], static_cast<Index>(k));
    total = k == 0 ? term : add(total, term);
  }
  return scale(total, architecture.mu);
}

}  // namespace lgn
