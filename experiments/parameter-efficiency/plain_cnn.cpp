#include "experiments/parameter-efficiency/plain_cnn.h"

#include <cmath>

#include "autograd/convolution_ops.h"
#include "autograd/elementwise_ops.h"
#include "autograd/losses.h"
#include "autograd/matrix_ops.h"
#include "autograd/optimizer.h"
#include "autograd/pooling.h"
#include "autograd/shape_ops.h"
#include "datasets/augmentation.h"
#include "datasets/batches.h"
#include "experiments/common/program/program.h"
#include "experiments/common/program/progress.h"
#include "experiments/common/program/table.h"
#include "experiments/common/training/checkpoint.h"
#include "lgn/batch_norm.h"
#include "lgn/inference.h"
#include "lgn/parameters.h"
#include "lgn/running_statistics.h"

namespace lgn {
namespace {

constexpr Index convolutions = 3;

ConvolutionWindow window_of(const Shape& images, Index layer) {
  ConvolutionWindow window;
  for (int axis = 0; axis < 2; ++axis) {
    window.stride[axis] = layer == 0 ? 1 : 2;
    window.padding[axis] = 1;
    const Index extent = images[2 + axis];
    window.output_padding[axis] = extent - window.image_extent(axis, window.code_extent(axis, extent, 3), 3);
  }
  return window;
}

void step(PlainCnn& cnn, Adam& adam, const Batch& batch, double learning_rate, double clip) {
  Tape tape;
  const Leaves leaves(tape, cnn.parameters());
  const Variable loss = cross_entropy(cnn.logits(leaves, batch.images, true), batch.labels);
  require(std::isfinite(loss.value()[0]), "the loss of the plain network is not finite; try a smaller --lr");
  tape.backward(loss);
  std::vector<Trained> trained;
  std::vector<Tensor> gradients;
  for (Parameter& parameter : cnn.parameters()) {
    if (!parameter.trained) continue;
    gradients.push_back(leaves[parameter.name].gradient());
    trained.push_back({parameter.value, gradients.back()});
  }
  clip_gradient_norm(gradients, clip);
  adam.step(trained, learning_rate);
}

}  // namespace

Index PlainCnnShape::parameters() const {
  return 9 * filters * (channels + 2 * filters) + 6 * filters + classes * (filters + 1);
}

PlainCnnShape widest_plain_cnn(Index channels, Index classes, Index parameters) {
  PlainCnnShape shape{channels, classes, 1};
  require(shape.parameters() <= parameters, "a plain network has at least ", shape.parameters(),
          " parameters; at most ", parameters, " were asked for");
  for (PlainCnnShape wider = shape; wider.parameters() <= parameters; ++wider.filters) shape = wider;
  return shape;
}

PlainCnn::PlainCnn(const PlainCnnShape& shape, Random& random) {
  for (Index k = 0; k < convolutions; ++k) {
    const Index inputs = k == 0 ? shape.channels : shape.filters;
    Tensor weight = normal_tensor(random, {shape.filters, inputs, 3, 3});
    const float deviation = static_cast<float>(std::sqrt(2.0 / (9 * inputs)));
    for (float& x : weight) x *= deviation;
    parameters_.add({numbered("conv", k, ".weight"), weight});
    add_batch_norm(parameters_, numbered("bn", k), shape.filters);
  }
  parameters_.add({"fc.weight", uniform_fan_in(random, {shape.classes, shape.filters}, shape.filters)});
  parameters_.add({"fc.bias", uniform_fan_in(random, {shape.classes}, shape.filters)});
}

Variable PlainCnn::logits(const Leaves& leaves, const Tensor& images, bool training) {
  Variable x = leaves.tape().constant(images, "images");
  for (Index k = 0; k < convolutions; ++k) {
    x = conv2d(x, leaves[numbered("conv", k, ".weight")], window_of(x.shape(), k));
    x = relu(batch_norm(x, leaves, parameters_, numbered("bn", k), training));
  }
  const Variable pooled = adaptive_average_pool2d(x, 1, 1);
  return linear(reshape(pooled, {pooled.shape()[0], pooled.shape()[1]}), leaves["fc.weight"], leaves["fc.bias"]);
}

double PlainCnn::accuracy(const Tensor& images, const std::vector<Index>& labels) {
  const Batches batches(images, labels, 256, file_order(images.extent(0)));
  Index correct = 0;
  for (Index b = 0; b < batches.count(); ++b) {
    Tape tape;
    const Batch batch = batches[b];
    correct += correct_count(logits(Leaves(tape, parameters_, false), batch.images, false).value(), batch.labels);
  }
  return static_cast<double>(correct) / static_cast<double>(images.extent(0));
}

void train(PlainCnn& cnn, const PreparedData& data, const TrainingSettings& settings, const std::string& folder,
           const Json& deciding) {
  const StepSchedule schedule{settings.lr, settings.lr_factor, settings.lr_cuts};
  const Index images = data.train_images.extent(0);
  TrainingState state(static_cast<std::uint64_t>(settings.seed));
  if (settings.resume && has_checkpoint(folder)) load_checkpoint(folder, cnn.parameters(), state, deciding);
  double saved_at = seconds_now();
  const auto save = [&] {
    save_checkpoint(folder, cnn.parameters(), state, deciding);
    saved_at = seconds_now();
  };
  const Index batches = (images + settings.batch - 1) / settings.batch;
  const auto done = [&] { return static_cast<double>((state.epoch - 1) * batches + state.batch); };
  Progress progress(static_cast<double>(settings.epochs * batches), done());
  for (; state.epoch <= settings.epochs; ++state.epoch) {
    Random random = state.shuffling;  // the state keeps the stream as it was before the epoch
    const Batches epoch(data.train_images, data.train_labels, settings.batch,
                        settings.no_shuffle ? file_order(images) : random.permutation(images));
    while (state.batch < batches) {
      Batch batch = epoch[state.batch];
      augment(batch.images, augmentation_from(settings.augment), static_cast<std::uint64_t>(settings.seed), state.epoch,
              state.batch * settings.batch);
      ++state.batch;
      step(cnn, state.adam, batch, schedule.learning_rate(state.epoch, settings.epochs), settings.clip);
      progress.show(done(), concat(settings.label, "epoch ", state.epoch, "/", settings.epochs));
      if (folder.empty()) continue;
      if (interrupted() || seconds_now() - saved_at >= 60 * settings.save_minutes) save();
      if (interrupted()) throw Interrupted(concat("interrupted in epoch ", state.epoch, "; all is saved"));
    }
    state.shuffling = random;
    state.batch = 0;
    state.metrics.push_back(Json(Json::Object{}));
  }
  progress.clear();
  if (settings.statistics == "running") return;
  Random random(static_cast<std::uint64_t>(settings.seed), Stream::shuffling);
  const Batches all(data.train_images, data.train_labels, settings.batch, random.permutation(images));
  recompute_statistics(cnn.parameters(), all.count(), [&](Index b) {
    const Batch batch = all[b];
    Tape tape;
    cnn.logits(Leaves(tape, cnn.parameters(), false), batch.images, true);
    return batch.images.extent(0);
  });
}

}  // namespace lgn
