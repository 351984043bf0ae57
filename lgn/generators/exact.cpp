#include "lgn/generators/exact.h"

#include <cmath>

#include "lgn/generators/conjugation.h"
#include "lgn/generators/forms.h"
#include "lgn/generators/group_elements.h"
#include "lgn/generators/orthogonal.h"
#include "tensor/linalg/cayley.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/math.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

/// diag(D)^power V.
TensorD stretched_rows(const TensorD& V, const TensorD& D, int power) {
  TensorD result = V.clone();
  const Index d = D.count();
  for (Index i = 0; i < d * d; ++i) result[i] *= power > 0 ? D[i / d] : 1 / D[i / d];
  return result;
}

TensorD sum(TensorD a, const TensorD& b) {
  for (Index i = 0; i < a.count(); ++i) a[i] += b[i];
  return a;
}

struct ExactGradients {
  TensorD left, stretch, right;
};

ExactGradients exact_gradients(const ExactBasis& basis, const TensorD& stretch, double bound,
                               const ConjugationGradients& upstream) {
  const TensorD &U = basis.U, &D = basis.D, &V = basis.V;
  const Index d = D.count();
  const TensorD P = stretched_rows(V, D, 1), R = transpose(stretched_rows(V, D, -1));
  const TensorD dP = matmul(transpose(U), upstream.S), dR = matmul(upstream.T, U);
  const TensorD dU = sum(matmul(upstream.S, transpose(P)), matmul(transpose(upstream.T), R));
  const TensorD dV = sum(stretched_rows(dP, D, 1), stretched_rows(transpose(dR), D, -1));
  TensorD dstretch({d});
  for (Index i = 0; i < d; ++i) {
    double dD = 0;
    for (Index c = 0; c < d; ++c) dD += V(i, c) * (dP(i, c) - dR(c, i) / (D[i] * D[i]));
    const double t = portable::tanh(stretch[i]);
    dstretch[i] = dD * D[i] * (portable::log(bound) / 2) * (1 - t * t);
  }
  return {orthogonal_basis_gradient(U, dU), dstretch, orthogonal_basis_gradient(V, dV)};
}

/// Singular values start near 1: at a group that is nearly orthogonal.
constexpr float first_stretch = 0.1f;

class ExactGenerator : public Generator {
 public:
  ExactGenerator(const GeneratorStack& stack, Representation rho) : stack_(stack), rho_(std::move(rho)) {}

  void add_parameters(ParameterSet& parameters, Index layer, Random& random) const override {
    if (parameters.contains(stack_.name("left", layer))) return;
    const Shape skew = stack_.shape({skew_count(stack_.size)});
    Tensor stretch = normal_tensor(random, stack_.shape({stack_.size}));
    for (float& x : stretch) x *= first_stretch;
    parameters.add({stack_.name("left", layer), normal_tensor(random, skew)});
    parameters.add({stack_.name("stretch", layer), std::move(stretch)});
    parameters.add({stack_.name("right", layer), normal_tensor(random, skew)});
  }

  LayerGroup group(const Leaves& leaves, Index layer) const override {
    return group_of_elements(exact_elements(leaves[stack_.name("left", layer)],
                                            leaves[stack_.name("stretch", layer)],
                                            leaves[stack_.name("right", layer)], rho_, stack_.condition));
  }

  std::optional<double> basis_condition(const ParameterSet& parameters, Index layer) const override {
    const Tensor& left = parameters.at(stack_.name("left", layer)).value;
    const Tensor& stretch = parameters.at(stack_.name("stretch", layer)).value;
    const Tensor& right = parameters.at(stack_.name("right", layer)).value;
    double worst = 1;
    for (Index i = 0; i < stack_.groups * stack_.channels; ++i) {
      const Index d = stack_.size, stored = skew_count(d);
      const ExactBasis basis(numbers_in_double(left, i, {stored}), numbers_in_double(stretch, i, {d}),
                             numbers_in_double(right, i, {stored}), stack_.condition);
      worst = std::max(worst, basis.condition());
    }
    return worst;
  }

 private:
  GeneratorStack stack_;
  Representation rho_;
};

}  // namespace

ExactBasis::ExactBasis(const TensorD& left, const TensorD& stretch, const TensorD& right, double bound)
    : U(orthogonal_basis(left, stretch.count())),
      D(stretch.clone()),
      V(orthogonal_basis(right, stretch.count())) {
  for (double& x : D) x = portable::exp(portable::log(bound) / 2 * portable::tanh(x));
}

TensorD ExactBasis::S() const {
  return matmul(U, stretched_rows(V, D, 1));
}

TensorD ExactBasis::inverse() const {
  return matmul(transpose(stretched_rows(V, D, -1)), transpose(U));
}

double ExactBasis::condition() const {
  const auto [smallest, largest] = std::minmax_element(D.begin(), D.end());
  return *largest / *smallest;
}

Variable exact_elements(Variable left, Variable stretch, Variable right, const Representation& rho,
                        double bound) {
  const Index d = rho.dimension(), n = rho.order(), stored = skew_count(d);
  const Shape& shape = stretch.shape();
  require(shape.size() == 3 && shape[2] == d, "the singular values of exact generators have shape ",
          to_string(shape), "; expected [G', C', ", d, "]");
  require_shape(left.value(), {shape[0], shape[1], stored}, "the left basis of exact generators");
  require_shape(right.value(), {shape[0], shape[1], stored}, "the right basis of exact generators");
  const Index matrices = shape[0] * shape[1];
  const auto basis = [=](Index i) {
    return ExactBasis(numbers_in_double(left.value(), i, {stored}),
                      numbers_in_double(stretch.value(), i, {d}),
                      numbers_in_double(right.value(), i, {stored}), bound);
  };
  Tensor elements = Tensor::uninitialized({shape[0], shape[1], n, d, d});
  parallel_for(matrices, [&](Index i) {
    const ExactBasis b = basis(i);
    store(conjugated_elements(rho, b.S(), b.inverse()), elements, i);
  });
  return left.tape().record("exact_elements", std::move(elements), {left, stretch, right},
                            [=](const Tensor& delements) {
                              Tape& tape = left.tape();
                              Tensor* places[3] = {};
                              const Variable inputs[3] = {left, stretch, right};
                              for (int k = 0; k < 3; ++k)
                                if (inputs[k].requires_gradient()) places[k] = &tape.accumulate(inputs[k]);
                              parallel_for(matrices, [&](Index i) {
                                const ExactBasis b = basis(i);
                                const TensorD upstream = numbers_in_double(delements, i, {n, d, d});
                                const ExactGradients gradients =
                                    exact_gradients(b, numbers_in_double(stretch.value(), i, {d}), bound,
                                                    conjugation_gradients(rho, b.S(), b.inverse(), upstream));
                                if (places[0]) add_scaled(gradients.left, 1, *places[0], i);
                                if (places[1]) add_scaled(gradients.stretch, 1, *places[1], i);
                                if (places[2]) add_scaled(gradients.right, 1, *places[2], i);
                              });
                            });
}

std::unique_ptr<Generator> make_exact_generator(const GeneratorStack& stack, Representation rho) {
  return std::make_unique<ExactGenerator>(stack, std::move(rho));
}

}  // namespace lgn
