#include "lgn/network.h"

#include <algorithm>

#include "autograd/convolution_ops.h"
#include "autograd/elementwise_ops.h"
#include "autograd/losses.h"
#include "autograd/matrix_ops.h"
#include "autograd/pooling.h"
#include "autograd/shape_ops.h"
#include "lgn/batch_norm.h"
#include "lgn/fused/unfolding.h"
#include "lgn/generators/forms.h"
#include "lgn/group_convolution.h"
#include "lgn/orbits.h"
#include "lgn/parameters.h"
#include "lgn/regularizer.h"
#include "lgn/unfolded_layer.h"

namespace lgn {

Network::Network(const Architecture& architecture, Random& random) : architecture_(architecture) {
  architecture_.validate();
  generator_ = make_generator(architecture_);
  const Architecture& a = architecture_;
  for (Index k = 0; k < a.layers; ++k) {
    parameters_.add({numbered("B", k),
                     unit_norm_normal(random, {a.base_filters, a.channels, a.kernel.height, a.kernel.width}), true,
                     true});
    generator_->add_parameters(parameters_, k, random);
    add_regularizer_parameters(parameters_, a, k, random);
    parameters_.add({threshold_parameter(a, k), Tensor::full({1, threshold_count(a), 1, 1}, 1), true, false,
                     a.thresholds == Thresholds::nonnegative});
  }
  if (a.task == Task::classify) {
    for (Index k = 0; k + 1 < a.layers; ++k) add_batch_norm(parameters_, norm_parameter(a, k, ""), norm_count(a));
    add_stage_parameters(parameters_, a, random);
    if (a.stages) quotients_ = quotient_table(a);
    const Index features = a.pooled_features();
    parameters_.add({"fc.weight", uniform_fan_in(random, {a.classes, features}, features)});
    parameters_.add({"fc.bias", uniform_fan_in(random, {a.classes}, features)});
  } else {
    parameters_.add(
        {"D", unit_norm_normal(random, {a.filters(), a.channels, a.kernel.height, a.kernel.width}), true, true});
  }
}

Prediction Network::forward(const Leaves& leaves, const Tensor& images, Mode mode, Unfolding unfolding) {
  check_images(images);
  Prediction prediction;
  generate_banks(leaves, prediction);
  const Variable y = leaves.tape().constant(images, "images");
  const bool fused =
      mode == Mode::training && unfolding == Unfolding::fused && fused_unfolding_supports(architecture_.window());
  prediction.output = fused ? fused_output(leaves, y, prediction) : plain_output(leaves, y, mode, prediction);
  return prediction;
}

Answer Network::answer(const Tensor& images, bool keep_codes) {
  check_images(images);
  if (fused_unfolding_supports(architecture_.window())) return fused_answer(images, keep_codes);
  Tape tape;
  const Prediction prediction = forward(Leaves(tape, parameters_, false), images, Mode::evaluation, Unfolding::plain);
  const Tensor& u = prediction.codes.back().value();
  const Index active = u.count() - std::count(u.begin(), u.end(), 0.0f);
  return {prediction.output.value(), keep_codes ? u : Tensor(), active};
}

void Network::check_images(const Tensor& images) const {
  const Architecture& a = architecture_;
  require(images.rank() == 4, "images have shape ", images.shape(), "; expected [N, C, H, W]");
  require_shape(images, {images.extent(0), a.channels, a.height, a.width}, "the batch of images");
}

void Network::generate_banks(const Leaves& leaves, Prediction& prediction) const {
  const Architecture& a = architecture_;
  FilterAction& action = prediction.action;
  for (Index k = 0; k < a.layers; ++k) {
    leaves.tape().set_scope(concat("layer ", k));
    if (k == 0 || a.share != Sharing::network) {
      action = has_generator_penalty(a) ? FilterAction() : generator_->action(leaves, k);
      if (!action) {
        const LayerGroup group = generator_->group(leaves, k);
        prediction.generators.push_back(group.generators);
        action = [=, n = a.group_size](Variable base) { return filter_bank(base, group, n); };
      }
    }
    prediction.banks.push_back(action(leaves[numbered("B", k)]));
  }
}

Variable Network::threshold(const Leaves& leaves, Index layer) const {
  return for_all_filters(leaves[threshold_parameter(architecture_, layer)], 1, architecture_.filters());
}

Variable Network::norm(const Leaves& leaves, Index layer, const char* field) const {
  return for_all_filters(leaves[norm_parameter(architecture_, layer, field)], 0, architecture_.filters());
}

Variable Network::classify_pooled(const Leaves& leaves, Variable pooled, const Prediction& prediction, Mode mode) {
  const Architecture& a = architecture_;
  if (a.stages)
    pooled = group_convolutions(pooled, leaves, prediction.action, quotients_, a, parameters_, mode == Mode::training);
  if (a.head != Head::linear) {
    const bool largest = a.head == Head::invariant;
    pooled = pool_orbits(pooled, a.group_size, largest ? OrbitPooling::largest : OrbitPooling::mean);
  }
  const Variable features = reshape(pooled, {pooled.shape()[0], a.pooled_features()});
  return linear(features, leaves["fc.weight"], leaves["fc.bias"]);
}

/// Batch norm of z [N, F, h, w]. Shared: an orbit's codes are one population, so that its elements stand
/// beside the images, [N n, G, h, w].
Variable Network::plain_norm(const Leaves& leaves, Variable z, Index layer, Mode mode) {
  const Shape shape = z.shape();
  const Index count = norm_count(architecture_);
  const Variable populations = reshape(z, {shape[0] * shape[1] / count, count, shape[2], shape[3]});
  const std::string name = norm_parameter(architecture_, layer, "");
  return reshape(batch_norm(populations, leaves, parameters_, name, mode == Mode::training), shape);
}

Variable Network::plain_output(const Leaves& leaves, Variable images, Mode mode, Prediction& prediction) {
  const Architecture& a = architecture_;
  const std::vector<double> momentum = momenta(a.layers);
  UnfoldedState state;
  for (Index k = 0; k < a.layers; ++k) {
    leaves.tape().set_scope(concat("layer ", k));
    state = unfolded_layer(state, images, prediction.banks[k], threshold(leaves, k), a.eta, momentum[k], a.window());
    prediction.codes.push_back(*state.u);
    if (a.task == Task::reconstruct || k + 1 == a.layers) continue;
    state.z = plain_norm(leaves, *state.z, k, mode);
  }
  leaves.tape().set_scope("output");
  if (a.sparsity > 0) prediction.mean_code = mean(*state.u);
  if (a.task == Task::reconstruct) return conv_transpose2d(*state.u, leaves["D"], a.window());
  return classify_pooled(leaves, adaptive_average_pool2d(*state.u, a.pool, a.pool), prediction, mode);
}

Variable Network::task_loss(const Prediction& prediction, const Tensor& images,
                            const std::vector<Index>& labels) const {
  if (architecture_.task == Task::classify) return cross_entropy(prediction.output, labels);
  return squared_error(prediction.output, prediction.output.tape().constant(images, "images"));
}

bool Network::has_penalty() const {
  return has_generator_penalty(architecture_) || architecture_.sparsity > 0;
}

Variable Network::penalty(const Leaves& leaves, const Prediction& prediction) const {
  leaves.tape().set_scope("regularizer");
  std::optional<Variable> penalty;
  if (has_generator_penalty(architecture_)) penalty = generator_penalty(leaves, architecture_, prediction.generators);
  if (architecture_.sparsity > 0) {
    const Variable sparsity = scale(*prediction.mean_code, architecture_.sparsity);
    penalty = penalty ? add(*penalty, sparsity) : sparsity;
  }
  return *penalty;
}

void Network::project() {
  lgn::project(parameters_);
}

Tensor Network::thresholds(Index layer) const {
  return for_all_filters(parameters_.at(threshold_parameter(architecture_, layer)).value, 1, architecture_.filters());
}

Tensor Network::generator_matrices(Index layer) const {
  Tape tape;
  const Leaves leaves(tape, parameters_, false);
  return expand_generator(generator_->group(leaves, layer).generators.value(), architecture_);
}

}  // namespace lgn
