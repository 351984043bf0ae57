#include "lgn/unfolded_layer.h"

#include <cmath>

#include "autograd/convolution_ops.h"
#include "autograd/elementwise_ops.h"

namespace lgn {

std::vector<double> momenta(Index layers) {
  std::vector<double> all;
  double t = 1;
  for (Index k = 0; k < layers; ++k) {
    const double next = (1 + std::sqrt(1 + 4 * t * t)) / 2;
    all.push_back((t - 1) / next);
    t = next;
  }
  return all;
}

UnfoldedState unfolded_layer(const UnfoldedState& state, Variable images, Variable bank, Variable threshold, double eta,
                             double momentum, const ConvolutionWindow& window) {
  const Variable residual = state.z ? subtract(images, conv_transpose2d(*state.z, bank, window)) : images;
  const Variable step = scale(conv2d(residual, bank, window), eta);
  const Variable moved = state.z ? add(*state.z, step) : step;
  const Variable u = soft_threshold(moved, threshold, eta);
  if (momentum == 0) return {u, u};  // the first layer: t_0 = 1
  return {u, add(u, scale(subtract(u, *state.u), momentum))};
}

}  // namespace lgn
