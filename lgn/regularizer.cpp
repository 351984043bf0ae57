#include "lgn/regularizer.h"

#include "autograd/elementwise_ops.h"
#include "autograd/matrix_ops.h"
#include "lgn/generator.h"
#include "lgn/initialization.h"

namespace lgn {
namespace {

/// `count` identity matrices, as [G', C', d, d].
Tensor identities(const Shape& shape) {
  Tensor I(shape);
  const Index d = shape.back();
  for (Index matrix = 0; matrix < I.count() / (d * d); ++matrix) {
    for (Index i = 0; i < d; ++i) I[(matrix * d + i) * d + i] = 1;
  }
  return I;
}

/// sum ||A A_inv - I||_F.
Variable inverse_penalty(Variable A, Variable A_inv) {
  const Variable I = A.tape().constant(identities(A.shape()), "I");
  return sum(frobenius_norm(subtract(batched_matmul(A, A_inv), I)));
}

}  // namespace

void require_known_regularizer(const std::string& regularizer) {
  require(regularizer == "none" || regularizer == "inverse", "--regularizer is '", regularizer,
          "'; expected none or inverse");
}

void add_regularizer_parameters(ParameterSet& parameters, const Architecture& architecture, Index layer,
                                Random& random) {
  if (architecture.regularizer != "inverse") return;
  const std::string name = generator_parameter(architecture, "A_inv", layer);
  if (!parameters.contains(name))
    parameters.add({name, unit_norm_normal(random, generator_shape(architecture))});
}

Variable penalty(const Leaves& leaves, const Architecture& architecture,
                 const std::vector<Variable>& generators) {
  require(architecture.regularizer == "inverse" && !generators.empty(),
          "there is no penalty without a regulariser");
  Variable total;
  for (std::size_t k = 0; k < generators.size(); ++k) {
    const Variable A_inv = leaves[generator_parameter(architecture, "A_inv", static_cast<Index>(k))];
    const Variable term = inverse_penalty(generators[k], A_inv);
    total = k == 0 ? term : add(total, term);
  }
  return scale(total, architecture.mu);
}

}  // namespace lgn
