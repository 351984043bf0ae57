#include "autograd/optimizer.h"

#include <cmath>

#include "autograd/loops.h"
#include "tensor/simd/adam_kernels.h"
#include "tensor/simd/dispatch.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

constexpr Index piece = 1 << 14;
constexpr double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;  // of Adam

/// base^exponent by multiplications alone: the C library's pow differs from one library to the next.
double power(double base, Index exponent) {
  double result = 1;
  for (; exponent > 0; exponent /= 2, base *= base)
    if (exponent % 2) result *= base;
  return result;
}

/// One tensor of zeros for each parameter, unless they are there already and fit.
void prepare(std::vector<Tensor>& buffers, const std::vector<Trained>& parameters, const char* what) {
  for (const Trained& parameter : parameters)
    require_shape(parameter.gradient, parameter.value.shape(), "the gradient of a parameter");
  if (buffers.empty())
    for (const Trained& parameter : parameters) buffers.emplace_back(parameter.value.shape());
  require(buffers.size() == parameters.size(), what, " belongs to ", buffers.size(), " tensors; there are ",
          parameters.size());
  for (std::size_t i = 0; i < parameters.size(); ++i) require_shape(buffers[i], parameters[i].value.shape(), what);
}

}  // namespace

void Adam::step(const std::vector<Trained>& parameters, double learning_rate) {
  prepare(state_.m, parameters, "the optimiser's first moment");
  prepare(state_.v, parameters, "the optimiser's second moment");
  ++state_.steps;
  const simd::AdamStep step = {.beta1 = static_cast<float>(beta1),
                               .rest1 = static_cast<float>(1 - beta1),
                               .beta2 = static_cast<float>(beta2),
                               .rest2 = static_cast<float>(1 - beta2),
                               .step_size = static_cast<float>(learning_rate / (1 - power(beta1, state_.steps))),
                               .correction = static_cast<float>(std::sqrt(1 - power(beta2, state_.steps))),
                               .epsilon = static_cast<float>(epsilon)};
  const auto update = simd::select<simd::AdamKernels>().update;
  for (std::size_t k = 0; k < parameters.size(); ++k) {
    Tensor value = parameters[k].value;  // a handle: the step is taken in place
    const float* g = parameters[k].gradient.data();
    float *x = value.data(), *m = state_.m[k].data(), *v = state_.v[k].data();
    parallel_ranges(value.count(), piece, [=](Index first, Index last) {
      update(step, last - first, g + first, x + first, m + first, v + first);
    });
  }
}

void GradientDescent::step(const std::vector<Trained>& parameters, double learning_rate) {
  prepare(velocity_, parameters, "the optimiser's velocity");
  const float momentum = static_cast<float>(momentum_), rate = static_cast<float>(learning_rate);
  for (std::size_t k = 0; k < parameters.size(); ++k) {
    Tensor value = parameters[k].value;
    const float* g = parameters[k].gradient.data();
    float *x = value.data(), *b = velocity_[k].data();
    parallel_ranges(value.count(), piece, [=](Index first, Index last) {
      for (Index i = first; i < last; ++i) {
        b[i] = momentum * b[i] + g[i];
        x[i] -= rate * b[i];
      }
    });
  }
}

double clip_gradient_norm(std::vector<Tensor> gradients, double max_norm) {
  require(max_norm > 0, "gradients cannot be clipped to a norm of ", max_norm, "; expected a positive number");
  double square = 0;
  for (const Tensor& gradient : gradients) {
    const float* g = gradient.data();
    square += sum_in_range(0, gradient.count(), [=](Index i) { return static_cast<double>(g[i]) * g[i]; });
  }
  const double norm = std::sqrt(square), coefficient = max_norm / (norm + 1e-6);
  if (!std::isfinite(norm) || coefficient >= 1) return norm;
  for (Tensor& gradient : gradients)
    for (float& g : gradient) g *= static_cast<float>(coefficient);
  return norm;
}

double StepSchedule::learning_rate(Index epoch, Index epochs) const {
  require(epoch >= 1 && epoch <= epochs, "there is no epoch ", epoch, " in a run of ", epochs);
  double rate = initial;
  for (double cut : cuts) {
    // 0.29 * 100 is 28.999999999999996 in double, and means epoch 29.
    const double after = std::floor(cut * epochs + 1e-9);
    if (after >= 1 && static_cast<double>(epoch) > after) rate *= factor;
  }
  return rate;
}

}  // namespace lgn
