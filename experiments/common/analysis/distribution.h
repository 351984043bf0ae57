// How numbers are distributed, as series for a plot.
#pragma once

#include <vector>

#include "experiments/common/plotting/plot.h"

namespace lgn {

/// Bars that sum to area 1 over so many equal bins of the range. Values that are not finite, or outside the range, are
/// left out. Throws Error when none is left.
Series histogram(const std::vector<double>& values, Index bins, const Range& range);

/// The density of the values: a sum of Gaussians (kernel density estimate) with Silverman's bandwidth, 0.9
/// n^-1/5 min(standard deviation, interquartile range / 1.34). Throws Error when no value is finite.
Series density_curve(const std::vector<double>& values);

}  // namespace lgn
