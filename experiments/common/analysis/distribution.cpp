// Histograms and density curves.
#include "experiments/common/analysis/distribution.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "experiments/common/analysis/statistics.h"
#include "tensor/error.h"
#include "tensor/math.h"

namespace lgn {
namespace {

std::vector<double> sorted_finite(const std::vector<double>& values) {
  std::vector<double> kept;
  for (const double value : values)
    if (std::isfinite(value)) kept.push_back(value);
  require(!kept.empty(), "the distribution of ", values.size(), " numbers, none of them finite; expected at least one");
  std::sort(kept.begin(), kept.end());
  return kept;
}

double interquartile_range(const std::vector<double>& sorted) {
  return quantile(sorted, 0.75) - quantile(sorted, 0.25);
}

/// Half of its magnitude, for a value that stands alone; 1 for 0.
double some_width(double value) {
  return value == 0 ? 1 : std::abs(value) / 2;
}

double bandwidth(const std::vector<double>& sorted) {
  const auto n = static_cast<double>(sorted.size());
  double mean = 0, squares = 0;
  for (const double value : sorted) mean += value / n;
  for (const double value : sorted) squares += (value - mean) * (value - mean);
  const double deviation = std::sqrt(squares / std::max(n - 1, 1.0)), spread = interquartile_range(sorted) / 1.34;
  const double scale = spread > 0 ? std::min(deviation, spread) : deviation;
  return scale > 0 ? 0.9 * scale * std::pow(n, -0.2) : some_width(sorted[0]) / 10;
}

}  // namespace

Series histogram(const std::vector<double>& values, Index bins, const Range& range) {
  std::vector<double> kept = sorted_finite(values);
  require(range.low < range.high && bins >= 1, "a histogram of ", bins, " bins from ", range.low, " to ", range.high,
          "; expected a bin or more, and ascending ends");
  std::erase_if(kept, [&](double value) { return value < range.low || value > range.high; });
  require(!kept.empty(), "a histogram from ", range.low, " to ", range.high, " with no value inside");

  const double width = (range.high - range.low) / bins;
  Series bars;
  bars.mark = Mark::bars;
  bars.y.assign(bins, 0);
  for (Index i = 0; i <= bins; ++i) bars.x.push_back(range.low + width * i);
  for (const double value : kept) {
    const auto bin = std::min(static_cast<Index>((value - range.low) / width), bins - 1);
    bars.y[bin] += 1 / (width * kept.size());
  }
  return bars;
}

Series density_curve(const std::vector<double>& values) {
  constexpr int pieces = 300;
  const std::vector<double> sorted = sorted_finite(values);
  const double h = bandwidth(sorted), low = sorted.front() - 3.5 * h, high = sorted.back() + 3.5 * h;
  Series curve;
  for (int i = 0; i <= pieces; ++i) {
    const double x = low + (high - low) * i / pieces;
    double density = 0;
    for (const double value : sorted) density += portable::exp(-0.5 * (x - value) * (x - value) / (h * h));
    curve.x.push_back(x);
    curve.y.push_back(density / (h * std::sqrt(2 * std::numbers::pi) * sorted.size()));
  }
  return curve;
}

}  // namespace lgn
