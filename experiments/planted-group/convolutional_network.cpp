#include "experiments/planted-group/convolutional_network.h"

#include <cmath>

#include "lgn/recovery/installation.h"
#include "lgn/training_step.h"
#include "tensor/linalg/matrix.h"

namespace lgn {
namespace {

constexpr Index tested_images = 64;  // held-out images that losses are measured on

double mean_square(const TensorD& images) {
  return inner(images, images) / images.count();
}

/// Images [N,H,W] from `first` on, around again at the end, as a batch [count,1,H,W].
Tensor batch_of(const TensorD& images, Index first, Index count) {
  const Index H = images.extent(1), W = images.extent(2), N = images.extent(0);
  Tensor batch = Tensor::uninitialized({count, 1, H, W});
  for (Index i = 0; i < count; ++i) {
    const double* image = images.data() + (first + i) % N * H * W;
    std::transform(image, image + H * W, batch.data() + i * H * W, [](double x) { return static_cast<float>(x); });
  }
  return batch;
}

class GroupNetwork {
 public:
  /// A random start.
  GroupNetwork(const ConvolutionalProblem& problem, const GroupNetworkSettings& settings, Index groups,
               const std::string& multiplicities, Index seed)
      : problem_(problem),
        settings_(settings),
        random_(static_cast<std::uint64_t>(seed), Stream::initialization),
        threshold_(settings.threshold * side() * std::sqrt(mean_square(problem.fitted))),
        network_(architecture(groups, multiplicities), random_) {
    for (Index k = 0; k < settings.layers; ++k)
      network_.parameters().at(numbered("lmbd", k)).value.fill(static_cast<float>(threshold_));
  }

  void install(const RecoveredGroup& group, const TensorD& base_filters) {
    install_group(network_, group, base_filters, threshold_);
  }

  GroupNetworkResult train() {
    GroupNetworkResult result;
    Adam adam;
    StepSettings step;
    step.learning_rate = settings_.learning_rate;
    for (Index i = 0; i < settings_.steps; ++i)
      training_step(network_, adam, batch_of(problem_.fitted, i * settings_.batch, settings_.batch), {}, step);
    result.loss = held_out_loss();
    const Index d = network_.architecture().kernel_size();
    result.A = cast<double>(network_.generator_matrices(0).slice(0, 1)).reshape({d, d});
    return result;
  }

 private:
  double side() const { return std::sqrt(static_cast<double>(problem_.bank.extent(1))); }

  Architecture architecture(Index groups, const std::string& multiplicities) const {
    Architecture a;
    a.task = Task::reconstruct;
    a.channels = 1;
    a.height = problem_.fitted.extent(1);
    a.width = problem_.fitted.extent(2);
    a.kernel = std::lround(side());
    a.base_filters = groups;
    a.layers = settings_.layers;
    a.thresholds = Thresholds::nonnegative;
    a.group_size = problem_.action.order;
    a.generator = Form::orthogonal;
    a.share = Sharing::network;
    a.multiplicities = multiplicities;
    const Index code = a.filters() * a.code_height() * a.code_width();
    // the loss takes means, over pixels and over the code
    a.sparsity = 2 * threshold_ * code / (a.height * a.width);
    return a;
  }

  double held_out_loss() {
    const Tensor images = batch_of(problem_.held_out, 0, std::min(tested_images, problem_.held_out.extent(0)));
    const Answer answer = network_.answer(images, true);
    double error = 0, code = 0;
    for (Index i = 0; i < images.count(); ++i) {
      const double difference = answer.output[i] - static_cast<double>(images[i]);
      error += difference * difference;
    }
    for (const float u : answer.codes) code += u;
    const auto pixels = static_cast<double>(images.count()), entries = static_cast<double>(answer.codes.count());
    return error / pixels + network_.architecture().sparsity * code / entries;
  }

  const ConvolutionalProblem& problem_;
  GroupNetworkSettings settings_;
  Random random_;
  double threshold_;
  Network network_;
};

}  // namespace

GroupNetworkResult train_from_group(const ConvolutionalProblem& problem, const RecoveredGroup& group,
                                    const TensorD& base_filters, const GroupNetworkSettings& settings) {
  GroupNetwork network(problem, settings, base_filters.extent(0), fitting_multiplicities(group), 1);
  network.install(group, base_filters);
  return network.train();
}

GroupNetworkResult train_from_random(const ConvolutionalProblem& problem, const GroupNetworkSettings& settings,
                                     Index seed) {
  return GroupNetwork(problem, settings, problem.groups, "regular", seed).train();
}

}  // namespace lgn
