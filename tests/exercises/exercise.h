// What the checks of the exercises compute with.
#pragma once

#include <string>

#include "tensor/tensor.h"

namespace lgn::exercises {

/// Nothing, or which entry of `what` is off by more than the tolerance (times the largest expected entry).
std::string difference(const std::string& what, const TensorD& found, const TensorD& expected, double tolerance);

/// The derivative of `loss` in every entry of x, by central differences.
template <class Loss>
TensorD derivative(TensorD x, Loss loss) {
  TensorD result(x.shape());
  for (Index i = 0; i < x.count(); ++i) {
    const double before = x[i], h = 1e-6;
    x[i] = before + h;
    const double above = loss();
    x[i] = before - h;
    result[i] = (above - loss()) / (2 * h);
    x[i] = before;
  }
  return result;
}

/// [shape], standard normal, the same for the same seed.
TensorD normal_numbers(unsigned seed, Shape shape);

}  // namespace lgn::exercises
