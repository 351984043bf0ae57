// One step of training: forward, loss, backward, clipping, Adam, projection.
#pragma once

#include "autograd/optimizer.h"
#include "lgn/network.h"

namespace lgn {

struct StepSettings {
  double learning_rate = 1e-2;
  double clip = 2;  // largest norm of the gradient over all parameters
  Unfolding unfolding = Unfolding::fused;
  Profile* profile = nullptr;  // if given, the step's time is added to it, part by part
};

struct StepResult {
  double loss;        // mean over the batch, with the penalty, before the step
  Index correct = 0;  // classifier: images whose largest logit is their label's
};

/// images [N, C, H, W], labels [N] (empty for a reconstructor). Throws Error naming layer and operation when
/// the loss or the gradient is not finite; what is trained then keeps its values.
StepResult training_step(Network& network, Adam& adam, const Tensor& images, const std::vector<Index>& labels,
                         const StepSettings& settings);

}  // namespace lgn
