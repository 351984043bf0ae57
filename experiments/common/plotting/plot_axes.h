// Axes of a plot: from numbers to pixels.
#pragma once

#include "experiments/common/plotting/plot_description.h"
#include "experiments/common/plotting/ticks.h"

namespace lgn {

/// What the axis has to span: all that is drawn and a margin, unless the axis says otherwise. `values` may
/// hold numbers that cannot be drawn. With `from_zero`, a linear axis begins at 0 when nothing is below.
Range axis_range(const Axis& axis, const std::vector<double>& values, bool from_zero);

/// Numbers to pixels along one axis.
class Scale {
 public:
  /// The low end of the range lies at pixel coordinate `start`, the high end at `end`.
  Scale(const Axis& axis, const Range& range, double start, double end);

  /// NaN for what cannot be drawn.
  double operator()(double value) const;

 private:
  bool logarithmic_;
  double low_, high_, start_, end_;
};

/// Ticks for an axis of `pixels`, as many as fit: labels along a horizontal axis must not touch.
Ticks axis_ticks(const Axis& axis, const Range& range, Index pixels, bool horizontal);

}  // namespace lgn
