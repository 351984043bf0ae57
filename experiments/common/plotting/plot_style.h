// Sizes that plots and sheets of images share, in pixels.
#pragma once

#include "experiments/common/plotting/font.h"

namespace lgn::plot_style {

inline constexpr TextStyle text{12}, title{15, true};
inline constexpr double line = 2.2, thin_line = 1.6, point_radius = 4.2;
inline constexpr double band_opacity = 0.22, bar_opacity = 0.4;
inline constexpr Index margin = 18, right_margin = 28, gap = 6, title_gap = 15, tick_length = 5;

}  // namespace lgn::plot_style
