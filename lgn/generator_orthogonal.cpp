#include "lgn/generator_orthogonal.h"

#include <cmath>

#include "lgn/conjugation.h"
#include "lgn/generator_forms.h"
#include "lgn/group_elements.h"
#include "tensor/linalg/cayley.h"
#include "tensor/linalg/matrix.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

double skew_scale(Index d) {
  return 1 / std::sqrt(static_cast<double>(d));
}

class OrthogonalGenerator : public Generator {
 public:
  OrthogonalGenerator(const GeneratorStack& stack, Representation rho)
      : stack_(stack), rho_(std::move(rho)) {}

  void add_parameters(ParameterSet& parameters, Index layer, Random& random) const override {
    const std::string name = stack_.name("W", layer);
    if (parameters.contains(name)) return;
    parameters.add({name, normal_tensor(random, stack_.shape({skew_count(stack_.size)}))});
  }

  LayerGroup group(const Leaves& leaves, Index layer) const override {
    return group_of_elements(orthogonal_elements(leaves[stack_.name("W", layer)], rho_));
  }

  std::optional<double> basis_condition(const ParameterSet&, Index) const override { return 1; }

 private:
  GeneratorStack stack_;
  Representation rho_;
};

}  // namespace

TensorD orthogonal_basis(const TensorD& below, Index d) {
  TensorD scaled = below.clone();
  for (double& x : scaled) x *= skew_scale(d);
  return cayley(scaled, d);
}

TensorD orthogonal_basis_gradient(const TensorD& W, const TensorD& gradient) {
  TensorD below = cayley_gradient(W, gradient);
  for (double& x : below) x *= skew_scale(W.extent(0));
  return below;
}

Variable orthogonal_elements(Variable below, const Representation& rho) {
  const Index d = rho.dimension(), n = rho.order(), stored = skew_count(d);
  const Shape& shape = below.shape();
  require(shape.size() == 3 && shape[2] == stored,
          "the skew-symmetric matrices of orthogonal generators have "
          "shape ",
          to_string(shape), "; expected [G', C', ", stored, "]");
  const Index matrices = shape[0] * shape[1];
  Tensor elements = Tensor::uninitialized({shape[0], shape[1], n, d, d});
  std::vector<TensorD> bases(static_cast<std::size_t>(matrices));
  parallel_for(matrices, [&](Index i) {
    TensorD& W = bases[static_cast<std::size_t>(i)];
    W = orthogonal_basis(numbers_in_double(below.value(), i, {stored}), d);
    store(conjugated_elements(rho, W, transpose(W)), elements, i);
  });
  return below.tape().record(
      "orthogonal_elements", std::move(elements), {below}, [=](const Tensor& delements) {
        Tensor& dbelow = below.tape().accumulate(below);
        parallel_for(matrices, [&](Index i) {
          const TensorD& W = bases[static_cast<std::size_t>(i)];
          const TensorD upstream = numbers_in_double(delements, i, {n, d, d});
          ConjugationGradients gradients = conjugation_gradients(rho, W, transpose(W), upstream);
          for (Index r = 0; r < d; ++r)
            for (Index c = 0; c < d; ++c) gradients.S(r, c) += gradients.T(c, r);
          add_scaled(orthogonal_basis_gradient(W, gradients.S), 1, dbelow, i);
        });
      });
}

std::unique_ptr<Generator> make_orthogonal_generator(const GeneratorStack& stack, Representation rho) {
  return std::make_unique<OrthogonalGenerator>(stack, std::move(rho));
}

}  // namespace lgn
