// Figure 2 of the paper, and the learned action that comes nearest.
#pragma once

#include "experiments/common/plotting/canvas.h"
#include "experiments/rotation-median/fits.h"
#include "experiments/rotation-median/matches.h"

namespace lgn {

/// Heat maps of the fitted A, a row for each target, a column for each channel; with or without projection to
/// unit norm.
Canvas fitted_matrices(const std::vector<TargetFit>& fits, bool unit_norm);

/// The learned action with the largest correlation beside the composition it is most like.
Canvas best_match(const Matches& matches, const std::vector<Composition>& compositions,
                  const std::vector<ActionModel>& models);

}  // namespace lgn
