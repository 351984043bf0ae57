// Training steps and inference as workloads for build/bench, on random images.
#pragma once

#include <memory>
#include <string>

#include "autograd/profile.h"
#include "experiments/bench/timing.h"
#include "lgn/training_step.h"

namespace lgn {

/// A network in training, with a batch of its own.
struct TrainingRun {
  TrainingRun(const Architecture& architecture, Index batch);
  void step(Profile* profile = nullptr);

  Random random;
  Network network;
  Adam adam;
  Tensor images;  // [batch, C, H, W], standard normal
  std::vector<Index> labels;
};

/// The published construction for images of MNIST's size; published_architecture() is that for CIFAR-10's.
Architecture mnist_architecture(Task task);

/// Key: `prefix` and "train".
Workload training_workload(const Architecture& architecture, Index batch, const std::string& data,
                           const std::string& prefix);

/// Evaluation of several batches through infer(). Key: `prefix` and "infer".
Workload inference_workload(const Architecture& architecture, Index batch, const std::string& data,
                            const std::string& prefix);

/// Operations of the convolutions in one training step: forward K of conv2d and K - 1 of its transpose (the
/// first code is zero); backward 2 K - 1 gradients of filters, and K - 1 of both others (the images need
/// none). With the decoder of a reconstructor one more of each kind.
double step_operations(const Architecture& architecture, Index batch);

/// What a step spends beside the unfolded layers and the loss: generators and their powers, regulariser,
/// gradient clipping, Adam, projection, upkeep of the tape.
struct StepOverhead {
  double fraction;  // of the step
  double seconds;   // the step
  Profile profile;  // its parts
};

/// The median of so many training steps.
StepOverhead step_overhead(const Architecture& architecture, Index batch, Index steps);

}  // namespace lgn
