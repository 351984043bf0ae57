#include "lgn/generators/learned_multiplicities.h"

#include <algorithm>

#include "lgn/generators/conjugation.h"
#include "lgn/generators/forms.h"
#include "lgn/generators/group_elements.h"
#include "lgn/generators/orthogonal.h"
#include "tensor/linalg/cayley.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/math.h"

namespace lgn {
namespace {

/// Every choice as an irrep of two dimensions, for both rows of a plane at once.
std::vector<Irrep> plane_blocks(Index n) {
  const Representation rho = cyclic_representation(n, std::vector<Index>(n / 2 + 1, 1));
  std::vector<Irrep> blocks;
  for (const Irrep& irrep : rho.irreps) {
    Irrep block{2, irrep.matrices};
    if (irrep.size == 1)
      for (auto& m : block.matrices) m = {m[0], 0, 0, m[0]};
    blocks.push_back(std::move(block));
  }
  if (n % 2 == 0) {
    Irrep mirror = blocks.back();
    for (auto& m : mirror.matrices) m[0] = 1;
    blocks.push_back(std::move(mirror));
  }
  return blocks;
}

/// The representation of the largest choices, plane by plane, which are [planes, T]; d odd: one more line.
Representation chosen_representation(const TensorD& choices, Index n, Index d) {
  const std::vector<Irrep> blocks = plane_blocks(n);
  const Index T = choices.extent(1);
  Representation rho;
  for (Index p = 0; p < choices.extent(0); ++p) {
    const double* row = choices.data() + p * T;
    rho.irreps.push_back(blocks[std::max_element(row, row + T) - row]);
  }
  if (d % 2 == 1) rho.irreps.push_back({1, std::vector<std::vector<double>>(blocks[0].matrices.size(), {1.0})});
  rho.multiplicities.assign(rho.irreps.size(), 1);
  return rho;
}

/// dL/dchoices for L with dL/dA = gradient [n,d,d]: scores are <block_t^j, W^T gradient_j W> on the plane.
TensorD choice_gradient(const TensorD& choices, const TensorD& W, const TensorD& gradient) {
  const Index n = gradient.extent(0), d = W.extent(0), planes = choices.extent(0), T = choices.extent(1);
  const std::vector<Irrep> blocks = plane_blocks(n);
  TensorD scores({planes, T});
  for (Index j = 1; j < n; ++j) {
    const TensorD in_basis = matmul(matmul(transpose(W), gradient.slice(j, 1).reshape({d, d})), W);
    for (Index p = 0; p < planes; ++p)
      for (Index t = 0; t < T; ++t) {
        const auto& m = blocks[t].matrices[j];
        for (Index e = 0; e < 4; ++e) scores(p, t) += m[e] * in_basis(2 * p + e / 2, 2 * p + e % 2);
      }
  }
  TensorD result({planes, T});
  for (Index p = 0; p < planes; ++p) {
    const double* row = choices.data() + p * T;
    const double largest = *std::max_element(row, row + T);
    const auto weight = [&](Index t) { return portable::exp(row[t] - largest); };
    double total = 0, mean = 0;
    for (Index t = 0; t < T; ++t) total += weight(t);
    for (Index t = 0; t < T; ++t) mean += weight(t) / total * scores(p, t);
    for (Index t = 0; t < T; ++t) result(p, t) = weight(t) / total * (scores(p, t) - mean);
  }
  return result;
}

/// Choices start close together, so that few steps suffice to change one's mind.
std::vector<Tensor> first_basis_and_choices(const GeneratorStack& stack, Random& random) {
  const Index d = stack.size;
  Tensor W = normal_tensor(random, stack.shape({skew_count(d)}));
  Tensor choices = normal_tensor(random, stack.shape({d / 2, plane_choices(stack.group_size)}));
  for (float& x : choices) x *= 0.1f;
  return {W, choices};
}

}  // namespace

Variable learned_elements(Variable below, Variable choices, Index n) {
  const Shape shape = choices.shape();
  require(shape.size() == 4 && shape[3] == plane_choices(n), "the choices of a learned group have shape ", shape,
          "; expected [G', C', floor(d/2), ", plane_choices(n), "]");
  const Index d = 2 * shape[2] + (below.shape().back() == skew_count(2 * shape[2] + 1));
  require_shape(below.value(), {shape[0], shape[1], skew_count(d)}, "the basis of a learned group");
  return map_to_elements(
      "learned_elements", {below, choices},
      {[=](const GroupNumbers& x, TensorD& W) {
         W = orthogonal_basis(x[0], d);
         return conjugated_elements(chosen_representation(x[1], n, d), W, transpose(W));
       },
       [=](const GroupNumbers& x, const TensorD& W, const TensorD& upstream) {
         const Representation rho = chosen_representation(x[1], n, d);
         return GroupNumbers{orthogonal_conjugation_gradient(rho, W, upstream), choice_gradient(x[1], W, upstream)};
       }});
}

std::unique_ptr<Generator> make_learned_generator(const GeneratorStack& stack) {
  return make_stored_generator(
      stack,
      {.symbols = {"W", "choices"},
       .draw = [=](Random& random) { return first_basis_and_choices(stack, random); },
       .elements = [n = stack.group_size](const std::vector<Variable>& x) { return learned_elements(x[0], x[1], n); },
       .condition = [](const std::vector<Tensor>&) { return 1.0; }});
}

}  // namespace lgn
