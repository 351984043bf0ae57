#include "lgn/generators/learned.h"

#include <algorithm>
#include <cmath>

#include "lgn/generators/conjugation.h"
#include "lgn/generators/forms.h"
#include "lgn/generators/group_elements.h"
#include "lgn/generators/orthogonal.h"
#include "tensor/linalg/cayley.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

/// Every choice as an irrep of two dimensions, for both rows of a plane at once.
std::vector<Irrep> plane_blocks(Index n) {
  const Representation rho =
      cyclic_representation(n, std::vector<Index>(static_cast<std::size_t>(n / 2 + 1), 1));
  std::vector<Irrep> blocks;
  for (const Irrep& irrep : rho.irreps) {
    Irrep block{2, irrep.matrices};
    if (irrep.size == 1)
      for (auto& m : block.matrices) m[3] = m[0];
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
    rho.irreps.push_back(blocks[static_cast<std::size_t>(std::max_element(row, row + T) - row)]);
  }
  if (d % 2 == 1)
    rho.irreps.push_back({1, std::vector<std::array<double, 4>>(blocks[0].matrices.size(), {1})});
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
        const auto& m = blocks[static_cast<std::size_t>(t)].matrices[static_cast<std::size_t>(j)];
        for (Index e = 0; e < 4; ++e)
          scores(p, t) += m[static_cast<std::size_t>(e)] * in_basis(2 * p + e / 2, 2 * p + e % 2);
      }
  }
  TensorD result({planes, T});
  for (Index p = 0; p < planes; ++p) {
    double total = 0, mean = 0;
    for (Index t = 0; t < T; ++t) total += std::exp(choices(p, t));
    for (Index t = 0; t < T; ++t) mean += std::exp(choices(p, t)) / total * scores(p, t);
    for (Index t = 0; t < T; ++t) result(p, t) = std::exp(choices(p, t)) / total * (scores(p, t) - mean);
  }
  return result;
}

/// Choices start close together, so that few steps suffice to change one's mind.
constexpr float first_choice = 0.1f;

class LearnedGenerator : public Generator {
 public:
  explicit LearnedGenerator(const GeneratorStack& stack) : stack_(stack) {}

  void add_parameters(ParameterSet& parameters, Index layer, Random& random) const override {
    const Index d = stack_.size;
    if (parameters.contains(stack_.name("W", layer))) return;
    parameters.add({stack_.name("W", layer), normal_tensor(random, stack_.shape({skew_count(d)}))});
    Tensor choices = normal_tensor(random, stack_.shape({d / 2, plane_choices(stack_.group_size)}));
    for (float& x : choices) x *= first_choice;
    parameters.add({stack_.name("choices", layer), std::move(choices)});
  }

  LayerGroup group(const Leaves& leaves, Index layer) const override {
    return group_of_elements(learned_elements(leaves[stack_.name("W", layer)],
                                              leaves[stack_.name("choices", layer)], stack_.group_size));
  }

  std::optional<double> basis_condition(const ParameterSet&, Index) const override { return 1; }

 private:
  GeneratorStack stack_;
};

}  // namespace

Variable learned_elements(Variable below, Variable choices, Index n) {
  const Shape shape = choices.shape();
  require(shape.size() == 4 && shape[3] == plane_choices(n), "the choices of a learned group have shape ",
          to_string(shape), "; expected [G', C', floor(d/2), ", plane_choices(n), "]");
  const Index d = 2 * shape[2] + (below.shape().back() == skew_count(2 * shape[2] + 1));
  require_shape(below.value(), {shape[0], shape[1], skew_count(d)}, "the basis of a learned group");
  const Index matrices = shape[0] * shape[1];
  const auto basis = [=](Index i) {
    return orthogonal_basis(numbers_in_double(below.value(), i, {skew_count(d)}), d);
  };
  const auto chosen = [=](Index i) { return numbers_in_double(choices.value(), i, {shape[2], shape[3]}); };
  Tensor elements = Tensor::uninitialized({shape[0], shape[1], n, d, d});
  parallel_for(matrices, [&](Index i) {
    const TensorD W = basis(i);
    store(conjugated_elements(chosen_representation(chosen(i), n, d), W, transpose(W)), elements, i);
  });
  return below.tape().record(
      "learned_elements", std::move(elements), {below, choices}, [=](const Tensor& delements) {
        Tape& tape = below.tape();
        Tensor* dbelow = below.requires_gradient() ? &tape.accumulate(below) : nullptr;
        Tensor* dchoices = choices.requires_gradient() ? &tape.accumulate(choices) : nullptr;
        parallel_for(matrices, [&](Index i) {
          const TensorD W = basis(i), upstream = numbers_in_double(delements, i, {n, d, d});
          if (dchoices) add_scaled(choice_gradient(chosen(i), W, upstream), 1, *dchoices, i);
          if (!dbelow) return;
          const Representation rho = chosen_representation(chosen(i), n, d);
          ConjugationGradients gradients = conjugation_gradients(rho, W, transpose(W), upstream);
          for (Index r = 0; r < d; ++r)
            for (Index c = 0; c < d; ++c) gradients.S(r, c) += gradients.T(c, r);
          add_scaled(orthogonal_basis_gradient(W, gradients.S), 1, *dbelow, i);
        });
      });
}

std::unique_ptr<Generator> make_learned_generator(const GeneratorStack& stack) {
  return std::make_unique<LearnedGenerator>(stack);
}

}  // namespace lgn
