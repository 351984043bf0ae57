#include "autograd/gradient_check.h"

#include <cmath>

#include "tensor/random.h"

namespace lgn {
namespace {

constexpr double h = 1e-50;
constexpr double tolerance = 1e-5;  // of every tensor: ||difference||_2 / ||reference||_2

double root_mean_square(const TensorD& x) {
  double square = 0;
  for (double value : x) square += value * value;
  return x.count() ? std::sqrt(square / x.count()) : 0;
}

/// The reference's value and, for the upstream gradient dy, its vector-Jacobian product for every input.
struct Expected {
  TensorD value;
  std::vector<TensorD> gradients;
};

TensorD real_part(const TensorC& x) {
  auto real = TensorD::uninitialized(x.shape());
  for (Index i = 0; i < x.count(); ++i) real[i] = x[i].real();
  return real;
}

TensorD complex_step(const ReferenceFunction& reference, std::vector<TensorC> inputs, std::size_t which,
                     const Tensor& dy) {
  TensorC& x = inputs[which];
  TensorD dx = TensorD::uninitialized(x.shape());
  for (Index j = 0; j < x.count(); ++j) {
    const std::complex<double> before = x[j];
    x[j] += std::complex<double>(0, h);
    const TensorC y = reference(inputs);
    dx[j] = 0;
    for (Index i = 0; i < y.count(); ++i) dx[j] += dy[i] * (y[i].imag() / h);
    x[j] = before;
  }
  return dx;
}

/// Empty, or how `found` differs from `expected`.
std::string difference(const TensorD& found, const TensorD& expected) {
  if (found.shape() != expected.shape()) return concat("has shape ", found.shape(), "; expected ", expected.shape());
  const double size = root_mean_square(expected);
  if (size == 0) return "is zero everywhere in the reference, so that the check says nothing; use other inputs";
  TensorD error = TensorD::uninitialized(found.shape());
  for (Index i = 0; i < found.count(); ++i) {
    error[i] = found[i] - expected[i];
    const double allowed = 10 * tolerance * std::max(size, std::abs(expected[i]));
    if (!(std::abs(error[i]) <= allowed)) {  // NaN included
      return concat("has element ", i, " = ", found[i], "; expected ", expected[i]);
    }
  }
  if (root_mean_square(error) <= tolerance * size) return "";
  return concat("is off by ", root_mean_square(error) / size, " of its norm; allowed are ", tolerance);
}

/// Runs the operation on a tape of its own.
class Run {
 public:
  /// Requires gradients of all inputs, or of input `only` alone when that is not negative.
  Run(const OperationFunction& operation, const std::vector<Tensor>& inputs, Index only) {
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      const bool wanted = only < 0 || only == static_cast<Index>(k);
      inputs_.push_back(wanted ? tape_.leaf(inputs[k].clone()) : tape_.constant(inputs[k].clone()));
    }
    output_ = operation(tape_, inputs_);
  }

  Variable output() { return output_; }

  /// Backward from dy. Returns what was added to each gradient; what was there before is of the size of what
  /// is expected, so that overwriting it cannot go unnoticed and rounding does not matter.
  std::vector<TensorD> backward(const Tensor& dy, const std::vector<TensorD>& expected, Random& random) {
    std::vector<TensorD> before;
    for (std::size_t k = 0; k < inputs_.size(); ++k) {
      const double size = root_mean_square(expected[k]);
      Tensor& gradient = tape_.accumulate(inputs_[k]);
      for (float& g : gradient) g = static_cast<float>(size * random.normal());
      before.push_back(cast<double>(gradient));
    }
    tape_.backward(output_, dy);
    for (std::size_t k = 0; k < inputs_.size(); ++k) {
      TensorD& added = before[k];
      for (Index i = 0; i < added.count(); ++i) added[i] = inputs_[k].gradient()[i] - added[i];
    }
    return before;
  }

  /// Whether inputs and upstream gradient are as they were.
  bool left_alone(const std::vector<Tensor>& inputs, const Tensor& dy) const {
    const auto same = [](const Tensor& a, const Tensor& b) { return std::equal(a.begin(), a.end(), b.begin()); };
    for (std::size_t k = 0; k < inputs.size(); ++k)
      if (!same(inputs_[k].value(), inputs[k])) return false;
    return same(output_.gradient(), dy);
  }

 private:
  Tape tape_;
  std::vector<Variable> inputs_;
  Variable output_;
};

std::string check_run(const OperationFunction& operation, const std::vector<Tensor>& inputs, Index only,
                      const Tensor& dy, const Expected& expected, Random& random) {
  Run run(operation, inputs, only);
  const std::string in_value = difference(cast<double>(run.output().value()), expected.value);
  if (!in_value.empty()) return "the value " + in_value;
  const std::vector<TensorD> added = run.backward(dy, expected.gradients, random);
  for (std::size_t k = 0; k < inputs.size(); ++k) {
    const bool wanted = only < 0 || only == static_cast<Index>(k);
    if (!wanted) {
      if (root_mean_square(added[k]) != 0) return concat("input ", k, " is a constant and was given a gradient");
      continue;
    }
    const std::string in_gradient = difference(added[k], expected.gradients[k]);
    const char* alone = only < 0 ? "" : ", alone in requiring one,";
    if (!in_gradient.empty()) return concat("what is added to the gradient of input ", k, alone, " ", in_gradient);
  }
  if (!run.left_alone(inputs, dy)) return "the operation changed an input or the upstream gradient";
  return "";
}

}  // namespace

std::string check_gradients(const ReferenceFunction& reference, const OperationFunction& operation,
                            const std::vector<Tensor>& inputs) {
  Random random(1);
  std::vector<TensorC> complex_inputs;
  for (const Tensor& input : inputs) complex_inputs.push_back(cast<std::complex<double>>(input));
  Expected expected{real_part(reference(complex_inputs)), {}};
  const Tensor dy = normal_tensor(random, expected.value.shape());
  for (std::size_t k = 0; k < inputs.size(); ++k)
    expected.gradients.push_back(complex_step(reference, complex_inputs, k, dy));

  // All inputs at once, then one after the other.
  const Index last = inputs.size() > 1 ? static_cast<Index>(inputs.size()) : 0;
  for (Index only = -1; only < last; ++only) {
    std::string finding = check_run(operation, inputs, only, dy, expected, random);
    if (!finding.empty()) return finding;
  }
  return "";
}

}  // namespace lgn
