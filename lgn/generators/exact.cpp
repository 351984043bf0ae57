#include "lgn/generators/exact.h"

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

/// Of left, stretch and right.
GroupNumbers exact_gradients(const ExactBasis& basis, const TensorD& stretch, double bound,
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
std::vector<Tensor> first_numbers(const GeneratorStack& stack, Random& random) {
  const Shape skew = stack.shape({skew_count(stack.size)});
  Tensor stretch = normal_tensor(random, stack.shape({stack.size}));
  for (float& x : stretch) x *= 0.1f;
  Tensor left = normal_tensor(random, skew);
  return {left, stretch, normal_tensor(random, skew)};
}

double worst_condition(const GeneratorStack& stack, const std::vector<Tensor>& x) {
  double worst = 1;
  const Index d = stack.size, stored = skew_count(d);
  for (Index i = 0; i < stack.groups * stack.channels; ++i) {
    const ExactBasis basis(numbers_in_double(x[0], i, {stored}), numbers_in_double(x[1], i, {d}),
                           numbers_in_double(x[2], i, {stored}), stack.condition);
    worst = std::max(worst, basis.condition());
  }
  return worst;
}

}  // namespace

ExactBasis::ExactBasis(const TensorD& left, const TensorD& stretch, const TensorD& right, double bound)
    : U(orthogonal_basis(left, stretch.count())), D(stretch.clone()), V(orthogonal_basis(right, stretch.count())) {
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

Variable exact_elements(Variable left, Variable stretch, Variable right, const Representation& rho, double bound) {
  const Index d = rho.dimension(), stored = skew_count(d);
  const Shape& shape = stretch.shape();
  require(shape.size() == 3 && shape[2] == d, "the singular values of exact generators have shape ", shape,
          "; expected [G', C', ", d, "]");
  require_shape(left.value(), {shape[0], shape[1], stored}, "the left basis of exact generators");
  require_shape(right.value(), {shape[0], shape[1], stored}, "the right basis of exact generators");
  return map_to_elements("exact_elements", {left, stretch, right},
                         {[=](const GroupNumbers& x, TensorD&) {
                            const ExactBasis b(x[0], x[1], x[2], bound);
                            return conjugated_elements(rho, b.S(), b.inverse());
                          },
                          [=](const GroupNumbers& x, const TensorD&, const TensorD& upstream) {
                            const ExactBasis b(x[0], x[1], x[2], bound);
                            return exact_gradients(b, x[1], bound,
                                                   conjugation_gradients(rho, b.S(), b.inverse(), upstream));
                          }});
}

std::unique_ptr<Generator> make_exact_generator(const GeneratorStack& stack, Representation rho) {
  return make_stored_generator(
      stack,
      {.symbols = {"left", "stretch", "right"},
       .draw = [=](Random& random) { return first_numbers(stack, random); },
       .elements =
           [=](const std::vector<Variable>& x) { return exact_elements(x[0], x[1], x[2], rho, stack.condition); },
       .condition = [=](const std::vector<Tensor>& x) { return worst_condition(stack, x); }});
}

}  // namespace lgn
