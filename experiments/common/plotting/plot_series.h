// The inside of a plot: lines, points, bands, bars, and the legend that names them.
#pragma once

#include "experiments/common/plotting/plot_axes.h"

namespace lgn {

/// Draws all series: bars and bands first, then lines, then points, so that nothing hides what matters more.
void draw_series(Canvas& area, const Plot& plot, const Scale& x, const Scale& y);

/// The legend as a picture; 1 x 1 if no series has a name.
Canvas draw_legend(const Plot& plot);

/// Places the legend in the corner of the area where it hides least.
void place_legend(Canvas& area, const Canvas& legend);

}  // namespace lgn
