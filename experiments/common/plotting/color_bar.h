// The key of a colour map: a bar of its colours with the numbers beside them.
#pragma once

#include <string>

#include "experiments/common/plotting/color_map.h"

namespace lgn {

struct ColorBarOptions {
  ColorMap map = ColorMap::diverging;
  Range range = {};
  std::string label = {};          // reads upwards, right of the numbers
  bool explain_no_number = false;  // adds the colour of cells that hold no number
};

/// How far the picture of a bar reaches beyond the bar, above and below: half a line of text.
inline constexpr Index color_bar_overhang = 8;

/// A bar of the given height; the picture is higher by the overhang on both sides.
Canvas color_bar(Index height, const ColorBarOptions& options);

}  // namespace lgn
