// What turns gradients into steps: Adam, gradient descent, clipping, and the schedule of the learning rate.
#pragma once

#include <vector>

#include "tensor/tensor.h"

namespace lgn {

/// One trained tensor and the gradient of the loss in it, of the same shape. Steps change `value` in place.
struct Trained {
  Tensor value;
  Tensor gradient;
};

/// Adam (Kingma and Ba, 2015) with PyTorch's order of operations and no weight decay:
///   m = beta1 m + (1 - beta1) g,   v = beta2 v + (1 - beta2) g^2
///   x = x - lr / (1 - beta1^t)  m / ( sqrt(v) / sqrt(1 - beta2^t) + epsilon )
/// with beta1 = 0.9, beta2 = 0.999 and epsilon = 1e-8.
class Adam {
 public:
  /// All that a checkpoint needs. m and v have one tensor per trained tensor, in their order.
  struct State {
    std::vector<Tensor> m, v;
    Index steps = 0;
  };

  /// One step; the same tensors in the same order every time. Error when shapes differ from the state's.
  void step(const std::vector<Trained>& parameters, double learning_rate);

  const State& state() const { return state_; }
  void set_state(State state) { state_ = std::move(state); }

 private:
  State state_;
};

/// Gradient descent, with momentum as PyTorch's SGD: b = momentum b + g (b = g at first), x = x - lr b.
class GradientDescent {
 public:
  explicit GradientDescent(double momentum = 0) : momentum_(momentum) {}
  void step(const std::vector<Trained>& parameters, double learning_rate);

 private:
  double momentum_;
  std::vector<Tensor> velocity_;
};

/// Scales all gradients in place by min(1, max_norm / (norm + 1e-6)), where norm is the 2-norm of all of
/// them together, accumulated in double. Returns norm. Not-finite norms scale nothing.
double clip_gradient_norm(std::vector<Tensor> gradients, double max_norm);

/// A learning rate that is multiplied by `factor` after each epoch floor(cut epochs) >= 1; cuts that fall
/// on the same epoch all apply, one after epoch 0 does not.
struct StepSchedule {
  double initial = 1e-2;
  double factor = 0.5;
  std::vector<double> cuts = {0.5, 0.75, 0.875};  // fractions of the run

  /// The rate of epoch `epoch`, counted from 1, of a run of `epochs`.
  double learning_rate(Index epoch, Index epochs) const;
};

}  // namespace lgn
