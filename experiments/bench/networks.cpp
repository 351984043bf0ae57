#include "experiments/bench/networks.h"

#include <algorithm>

#include "experiments/bench/kernels.h"
#include "lgn/inference.h"

namespace lgn {
namespace {

/// Operations on the tape whose work grows with the batch: they are the step proper.
constexpr const char* image_operations[] = {"fused_pooled_codes", "fused_reconstruction", "reshape", "linear",
                                            "cross_entropy",      "squared_error"};

double seconds_on_images(const Profile& profile) {
  double seconds = 0;
  for (const char* operation : image_operations) {
    const auto entry = profile.entries().find(operation);
    if (entry != profile.entries().end()) seconds += entry->second.forward + entry->second.backward;
  }
  return seconds;
}

}  // namespace

TrainingRun::TrainingRun(const Architecture& architecture, Index batch)
    : random(1, Stream::data),
      network(architecture, random),
      images(normal_tensor(random, {batch, architecture.channels, architecture.height, architecture.width})) {
  if (architecture.task == Task::reconstruct) return;
  for (Index n = 0; n < batch; ++n) labels.push_back(n % architecture.classes);
}

void TrainingRun::step(Profile* profile) {
  StepSettings settings;
  settings.profile = profile;
  training_step(network, adam, images, labels, settings);
}

Architecture mnist_architecture(Task task) {
  Architecture a = published_architecture(task);
  a.channels = 1;
  a.height = a.width = 28;
  return a;
}

Workload training_workload(const Architecture& architecture, Index batch, const std::string& data,
                           const std::string& prefix) {
  const auto run = std::make_shared<TrainingRun>(architecture, batch);
  return {concat(name(architecture.task), ": training step"),
          data,
          prefix + "train",
          step_operations(architecture, batch),
          batch,
          [run] { run->step(); }};
}

Workload inference_workload(const Architecture& architecture, Index batch, const std::string& data,
                            const std::string& prefix) {
  constexpr Index batches = 4;
  const auto run = std::make_shared<TrainingRun>(architecture, batches * batch);
  const Index convolutions = 2 * architecture.layers - 1 + (architecture.task == Task::reconstruct);
  return {concat(name(architecture.task), ": inference"),
          data,
          prefix + "infer",
          convolutions * convolution_operations(architecture, batches * batch),
          batches * batch,
          [run, batch] { infer(run->network, run->images, batch, false); }};
}

double step_operations(const Architecture& architecture, Index batch) {
  const Index convolutions = 6 * architecture.layers - 4 + 3 * (architecture.task == Task::reconstruct);
  return convolutions * convolution_operations(architecture, batch);
}

StepOverhead step_overhead(const Architecture& architecture, Index batch, Index steps) {
  TrainingRun run(architecture, batch);
  run.step();
  std::vector<StepOverhead> measured;
  for (Index i = 0; i < steps; ++i) {
    Profile profile;
    const double start = seconds_now();
    run.step(&profile);
    const double seconds = seconds_now() - start;
    measured.push_back({1 - seconds_on_images(profile) / seconds, seconds, profile});
  }
  const auto middle = measured.begin() + steps / 2;
  std::nth_element(measured.begin(), middle, measured.end(),
                   [](const StepOverhead& a, const StepOverhead& b) { return a.fraction < b.fraction; });
  return *middle;
}

}  // namespace lgn
