// What a plot shows: series of numbers, axes, a legend.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiments/common/plotting/color_map.h"

namespace lgn {

enum class Mark {
  line,
  points,
  line_and_points,
  bars,  // y[i] from x[i] to x[i + 1]: x holds one number more than y
};

struct Series {
  std::string name = {};  // in the legend; none: not mentioned there
  std::vector<double> x = {}, y = {};
  std::vector<double> low = {}, high = {};  // an interval around each y: error bars at points, a band along lines
  Mark mark = Mark::line;
  bool dashed = false;
  std::optional<Color> color = {};  // else the colours of line_color() in turn
};

struct Axis {
  std::string label = {};
  bool logarithmic = false;
  bool whole = false;                   // numbers whole things: no ticks between
  std::optional<Range> range = {};      // else that of what is drawn, and a little more
  std::vector<std::string> names = {};  // written at 0, 1, 2, ... in place of numbers
};

enum class Legend {
  inside,  // in the corner that hides least
  right,   // beside the axes
  none,
};

struct Plot {
  std::string title = {};
  Axis x = {}, y = {};
  std::vector<Series> series = {};
  Legend legend = Legend::inside;
  Index width = 640, height = 420;  // of the whole picture, in pixels; a long title widens it
};

}  // namespace lgn
