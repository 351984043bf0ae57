// Axes of a plot: range, scale, ticks.
#include "experiments/common/plotting/plot_axes.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "experiments/common/plotting/font.h"
#include "experiments/common/plotting/plot_style.h"
#include "tensor/error.h"

namespace lgn {
namespace {

constexpr double free_share = 0.04;  // of the range, left free at both ends

Ticks name_ticks(const Axis& axis, const Range& range) {
  Ticks ticks;
  for (std::size_t i = 0; i < axis.names.size(); ++i)
    if (const auto at = static_cast<double>(i); at >= range.low && at <= range.high)
      ticks.marks.push_back({at, axis.names[i]});
  return ticks;
}

/// Whether the labels of a horizontal axis keep a distance.
bool fits(const Ticks& ticks, const Scale& scale) {
  double reached = -std::numeric_limits<double>::infinity();
  for (const Tick& tick : ticks.marks) {
    if (tick.label.empty()) continue;
    const double half = static_cast<double>(text_width(tick.label, plot_style::text)) / 2;
    if (scale(tick.value) - half < reached) return false;
    reached = scale(tick.value) + half + 1.5 * plot_style::text.size;
  }
  return true;
}

}  // namespace

Range axis_range(const Axis& axis, const std::vector<double>& values, bool from_zero) {
  if (axis.range) {
    require(axis.range->low < axis.range->high && (!axis.logarithmic || axis.range->low > 0), "an axis \"", axis.label,
            "\" from ", axis.range->low, " to ", axis.range->high,
            "; expected ascending numbers, above 0 where the axis is logarithmic");
    return *axis.range;
  }
  if (!axis.names.empty()) return {-0.5, axis.names.size() - 0.5};
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double value : values) {
    if (!std::isfinite(value) || (axis.logarithmic && value <= 0)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  if (low > high) return axis.logarithmic ? Range{1, 10} : Range{0, 1};
  if (axis.logarithmic) {
    if (low == high) return {low / 2, high * 2};
    const double more = std::pow(high / low, free_share);
    return {low / more, high * more};
  }
  const bool floor = from_zero && low >= 0;
  if (floor) low = 0;
  // Numbers that differ by no more than rounding are one number.
  if (high - low <= 1e-12 * std::max(std::abs(low), std::abs(high))) {
    const double more = low == 0 ? 1 : std::abs(low) / 2;
    return {low - (floor ? 0 : more), high + more};
  }
  const double more = free_share * (high - low);
  return {floor ? 0 : low - more, high + more};
}

Scale::Scale(const Axis& axis, const Range& range, double start, double end)
    : logarithmic_(axis.logarithmic),
      low_(logarithmic_ ? std::log(range.low) : range.low),
      high_(logarithmic_ ? std::log(range.high) : range.high),
      start_(start),
      end_(end) {}

double Scale::operator()(double value) const {
  if (!std::isfinite(value) || (logarithmic_ && value <= 0)) return std::numeric_limits<double>::quiet_NaN();
  return start_ + (end_ - start_) * (((logarithmic_ ? std::log(value) : value) - low_) / (high_ - low_));
}

Ticks axis_ticks(const Axis& axis, const Range& range, Index pixels, bool horizontal) {
  if (!axis.names.empty()) return name_ticks(axis, range);
  const Scale scale(axis, range, 0, static_cast<double>(pixels));
  for (int most = static_cast<int>(std::max<Index>(pixels / 44, 2));; --most) {
    Ticks ticks = axis.logarithmic ? logarithmic_ticks(range, most) : linear_ticks(range, most, axis.whole);
    if (most <= 2 || !horizontal || fits(ticks, scale)) return ticks;
  }
}

}  // namespace lgn
