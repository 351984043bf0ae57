// How a training step's time and memory grow: with the batch, the image, its channels, the filters, the
// layers, the threads.
#pragma once

#include <string>

#include "experiments/bench/timing.h"
#include "tensor/io/json.h"

namespace lgn {

/// a + b x, fitted by least squares of the *relative* deviations, so that small values count as much.
struct LinearLaw {
  double constant = 0, slope = 0;
  double operator()(double x) const { return constant + slope * x; }
};

/// Through points (x, y), y > 0, of at least two different x.
LinearLaw fit_linear_law(const std::vector<double>& x, const std::vector<double>& y);

/// Prints a table per quantity with the law that time and memory follow, CIFAR-10 classification otherwise as
/// published. Returns the numbers, an object per row. Changes the number of threads and sets it back.
Json report_scaling(const Effort& effort, Index batch);

}  // namespace lgn
