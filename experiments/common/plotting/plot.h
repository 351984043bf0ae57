// Plots: series of numbers against axes.
#pragma once

#include "experiments/common/plotting/plot_description.h"

namespace lgn {

/// The plot as a picture. What is not finite, and on a logarithmic axis what is not above 0, is left out and
/// breaks lines. Throws Error when there is no series, or one whose numbers of x, y, low and high differ.
Canvas draw_plot(const Plot& plot);

}  // namespace lgn
