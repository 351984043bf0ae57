// Colours for numbers.
#pragma once

#include <optional>

#include "experiments/common/plotting/canvas.h"
#include "tensor/tensor.h"

namespace lgn {

enum class ColorMap {
  diverging,   // blue - white - red: for signed numbers, white at 0
  sequential,  // dark violet - green - light yellow: for amounts
  gray,        // black - white
};

/// Colour at `position` from 0 (low end) to 1 (high end); beyond, that of the end; for NaN `not_a_number`.
/// In diverging and sequential, equal steps change the perceived lightness equally, so that order survives a
/// grey print and every kind of colour blindness.
Color color_at(ColorMap map, double position);

/// Cells that hold no number; a colour found in none of the maps.
inline constexpr Color not_a_number{255, 0, 190};

/// The numbers that a colour map or an axis spans, low < high.
struct Range {
  double low = 0, high = 1;
  bool operator==(const Range&) const = default;
};

/// From the least to the greatest finite value; with `symmetric`, from -m to m for the greatest magnitude m.
/// Widened when all values are equal; 0 .. 1 (or -1 .. 1) when none is finite.
Range range_of(const Tensor& values, bool symmetric = false);

/// Where a value lies in a range: 0 at its low end, 1 at its high end; NaN unless the value is finite.
double position_in(const Range& range, double value);

/// Line colours that people with any colour vision tell apart (after Okabe and Ito, 2008), repeated as
/// needed: blue, vermilion, green, purple, orange, sky blue, dark grey.
Color line_color(Index i);

}  // namespace lgn
