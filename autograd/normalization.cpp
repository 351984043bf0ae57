#include "autograd/normalization.h"

#include <cmath>

#include "autograd/loops.h"

namespace lgn {
namespace {

using PerChannel = std::vector<double>;

Channels checked_view(const Tensor& x, const Tensor& weight, const Tensor& bias, const Tensor& mean,
                      const Tensor& variance) {
  require(x.rank() >= 2, "batch norm of a tensor of shape ", x.shape(), "; expected [N, F, ...]");
  const Index F = x.extent(1);
  require_shape(weight, {F}, "the weight of a batch norm");
  require_shape(bias, {F}, "the bias of a batch norm");
  require_shape(mean, {F}, "the running mean of a batch norm");
  require_shape(variance, {F}, "the running variance of a batch norm");
  return {x.extent(0), F, x.count() / std::max<Index>(1, x.extent(0) * F)};
}

PerChannel inverse_deviation(const PerChannel& variance, double epsilon) {
  PerChannel inverse(variance.size());
  for (std::size_t f = 0; f < inverse.size(); ++f) inverse[f] = 1 / std::sqrt(variance[f] + epsilon);
  return inverse;
}

/// y = weight (x - mean) inverse + bias.
Tensor normalized(const Channels& view, const Tensor& x, const PerChannel& mean, const PerChannel& inverse,
                  const Tensor& weight, const Tensor& bias) {
  Tensor y = Tensor::uninitialized(x.shape());
  const float* px = x.data();
  float* py = y.data();
  for_each_plane(view, [&](Index first, Index last, Index f) {
    const double center = mean[f], shift = bias[f];
    const double slope = weight[f] * inverse[f];
    for (Index i = first; i < last; ++i) py[i] = static_cast<float>((px[i] - center) * slope + shift);
  });
  return y;
}

/// What both modes have in common: sum dy and sum dy xhat of every channel, added to the gradients of bias
/// and weight where those want them.
struct Sums {
  PerChannel dbias, dweight;
};

Sums add_parameter_gradients(const Channels& view, Variable x, Variable weight, Variable bias, const Tensor& dy,
                             const PerChannel& mean, const PerChannel& inverse) {
  const float *pdy = dy.data(), *px = x.value().data();
  Sums sums;
  sums.dbias = channel_sums(view, [=](Index i, Index) { return pdy[i]; });
  sums.dweight = channel_sums(view, [=, m = mean.data()](Index i, Index f) { return pdy[i] * (px[i] - m[f]); });
  for (std::size_t f = 0; f < inverse.size(); ++f) sums.dweight[f] *= inverse[f];
  const auto add = [](Variable parameter, const PerChannel& sum) {
    if (!parameter.requires_gradient()) return;
    Tensor& gradient = parameter.tape().accumulate(parameter);
    for (std::size_t f = 0; f < sum.size(); ++f) gradient[static_cast<Index>(f)] += static_cast<float>(sum[f]);
  };
  add(bias, sums.dbias);
  add(weight, sums.dweight);
  return sums;
}

}  // namespace

Variable batch_norm_training(Variable x, Variable weight, Variable bias, Tensor& running_mean, Tensor& running_var,
                             const BatchNormSettings& settings) {
  const Channels view = checked_view(x.value(), weight.value(), bias.value(), running_mean, running_var);
  const double M = static_cast<double>(view.outer * view.inner);
  require(M > 1, "batch norm in training mode of a tensor of shape ", x.shape(),
          ": a channel needs more than one number to have a variance; use a larger --batch");

  const float* px = x.value().data();
  PerChannel mean = channel_sums(view, [=](Index i, Index) { return px[i]; });
  for (double& value : mean) value /= M;
  PerChannel variance = channel_sums(view, [=, m = mean.data()](Index i, Index f) {
    const double deviation = px[i] - m[f];
    return deviation * deviation;
  });
  for (double& value : variance) value /= M;

  const double share = settings.momentum;
  for (Index f = 0; f < view.channels; ++f) {
    running_mean[f] = static_cast<float>((1 - share) * running_mean[f] + share * mean[f]);
    running_var[f] = static_cast<float>((1 - share) * running_var[f] + share * variance[f] * M / (M - 1));
  }

  const PerChannel inverse = inverse_deviation(variance, settings.epsilon);
  Tensor y = normalized(view, x.value(), mean, inverse, weight.value(), bias.value());
  return x.tape().record("batch_norm", std::move(y), {x, weight, bias}, [=](const Tensor& dy) {
    const Sums sums = add_parameter_gradients(view, x, weight, bias, dy, mean, inverse);
    if (!x.requires_gradient()) return;
    const float *pdy = dy.data(), *px = x.value().data();
    float* dx = x.tape().accumulate(x).data();
    for_each_plane(view, [&](Index first, Index last, Index f) {
      const double slope = weight.value()[f] * inverse[f], constant = sums.dbias[f] / M;
      const double along_x = sums.dweight[f] / M * inverse[f];
      for (Index i = first; i < last; ++i)
        dx[i] += static_cast<float>(slope * (pdy[i] - constant - (px[i] - mean[f]) * along_x));
    });
  });
}

Variable batch_norm_evaluation(Variable x, Variable weight, Variable bias, const Tensor& running_mean,
                               const Tensor& running_var, const BatchNormSettings& settings) {
  const Channels view = checked_view(x.value(), weight.value(), bias.value(), running_mean, running_var);
  const PerChannel mean(running_mean.begin(), running_mean.end());
  const PerChannel inverse = inverse_deviation({running_var.begin(), running_var.end()}, settings.epsilon);
  Tensor y = normalized(view, x.value(), mean, inverse, weight.value(), bias.value());
  return x.tape().record("batch_norm", std::move(y), {x, weight, bias}, [=](const Tensor& dy) {
    add_parameter_gradients(view, x, weight, bias, dy, mean, inverse);
    if (!x.requires_gradient()) return;
    const float* pdy = dy.data();
    float* dx = x.tape().accumulate(x).data();
    for_each_plane(view, [&](Index first, Index last, Index f) {
      const double slope = weight.value()[f] * inverse[f];
      for (Index i = first; i < last; ++i) dx[i] += static_cast<float>(slope * pdy[i]);
    });
  });
}

}  // namespace lgn
