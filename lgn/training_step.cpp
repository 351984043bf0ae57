#include "lgn/training_step.h"

#include <cmath>

#include "autograd/elementwise_ops.h"
#include "lgn/inference.h"

namespace lgn {
namespace {

/// Repeats the forward pass operation by operation to find where the first NaN or infinity comes from.
[[noreturn]] void fail_non_finite_loss(Network& network, const Tensor& images, const std::vector<Index>& labels) {
  Tape tape;
  const Leaves leaves(tape, network.parameters());
  const Prediction prediction = network.forward(leaves, images, Mode::training, Unfolding::plain);
  network.task_loss(prediction, images, labels);
  if (network.has_penalty()) network.penalty(leaves, prediction);
  const Index node = tape.first_non_finite();
  fail("the loss is not finite; the first NaN or infinity is in ", node >= 0 ? tape.describe(node) : "the sum",
       "; a smaller --lr or --eta may help, and the images should be looked at");
}

std::vector<Trained> trained_with_gradients(ParameterSet& parameters, const Leaves& leaves) {
  std::vector<Trained> trained;
  for (Parameter& parameter : parameters)
    if (parameter.moves()) trained.push_back({parameter.value, leaves[parameter.name].gradient()});
  return trained;
}

/// Names the first parameter whose gradient is not finite.
[[noreturn]] void fail_non_finite_gradient(const ParameterSet& parameters, const Leaves& leaves) {
  for (const Parameter& parameter : parameters) {
    if (!parameter.moves()) continue;
    const Tensor& gradient = leaves[parameter.name].gradient();
    for (float x : gradient)
      if (!std::isfinite(x))
        fail("the gradient of ", parameter.name, " holds a NaN or an infinity; a smaller --lr may help");
  }
  fail("the gradient's norm overflows; a smaller --lr may help");
}

}  // namespace

StepResult training_step(Network& network, Adam& adam, const Tensor& images, const std::vector<Index>& labels,
                         const StepSettings& settings) {
  Tape tape(settings.profile);
  const Leaves leaves(tape, network.parameters());
  const Prediction prediction = network.forward(leaves, images, Mode::training, settings.unfolding);
  Variable loss = network.task_loss(prediction, images, labels);
  if (network.has_penalty()) loss = add(loss, network.penalty(leaves, prediction));

  StepResult result{loss.value()[0]};
  if (!std::isfinite(result.loss)) fail_non_finite_loss(network, images, labels);
  if (network.architecture().task == Task::classify) result.correct = correct_count(prediction.output.value(), labels);

  tape.backward(loss);
  const std::vector<Trained> trained = trained_with_gradients(network.parameters(), leaves);
  std::vector<Tensor> gradients;
  for (const Trained& parameter : trained) gradients.push_back(parameter.gradient);
  const auto timed = [&](const char* part, auto&& work) {
    if (!settings.profile) return work();
    settings.profile->time(part, work);
  };
  timed("clipping", [&] {
    if (!std::isfinite(clip_gradient_norm(gradients, settings.clip)))
      fail_non_finite_gradient(network.parameters(), leaves);
  });
  timed("adam", [&] { adam.step(trained, settings.learning_rate); });
  timed("projection", [&] { network.project(); });
  return result;
}

}  // namespace lgn
