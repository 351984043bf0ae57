#include "autograd/gradient_check.h"
#include "tensor/random.h"
#include "tests/exercises/mirror/exercise.h"

namespace lgn::exercises {
namespace {

/// The definition, on complex numbers: their imaginary parts carry exact derivatives.
TensorC reference(const std::vector<TensorC>& inputs) {
  const TensorC& v = inputs[0];
  const Index G = v.extent(0), C = v.extent(1), d = v.extent(2);
  TensorC elements({G, C, 2, d, d});
  for (Index k = 0; k < G * C; ++k) {
    std::complex<double> s = 0;
    for (Index i = 0; i < d; ++i) s += v[k * d + i] * v[k * d + i];
    for (Index i = 0; i < d; ++i)
      for (Index j = 0; j < d; ++j) {
        const double one = i == j ? 1 : 0;
        elements[(2 * k * d + i) * d + j] = one;
        elements[((2 * k + 1) * d + i) * d + j] = one - 2.0 * v[k * d + i] * v[k * d + j] / s;
      }
  }
  return elements;
}

}  // namespace

std::string check(MirrorElements* attempt) {
  Random random(1);
  const Tensor v = normal_tensor(random, {2, 1, 5});
  Tape tape;
  const Tensor elements = attempt(tape.leaf(v)).value();
  if (elements.shape() != Shape{2, 1, 2, 5, 5})
    return concat("the elements have shape ", elements.shape(), "; expected [2, 1, 2, 5, 5]");
  const TensorC expected = reference({cast<std::complex<double>>(v)});
  TensorD real(expected.shape());
  for (Index i = 0; i < real.count(); ++i) real[i] = expected[i].real();
  if (const auto wrong = difference("elements", cast<double>(elements), real, 1e-6); !wrong.empty())
    return wrong + ": element 0 is the identity, element 1 is I - 2 v v^T / (v^T v)";
  const std::string wrong =
      check_gradients(reference, [&](Tape&, const std::vector<Variable>& inputs) { return attempt(inputs[0]); }, {v});
  return wrong.empty() ? "" : "the vector-Jacobian product: " + wrong;
}

}  // namespace lgn::exercises
