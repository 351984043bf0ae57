// Figure 2 of the paper, and the learned action that comes nearest.
#pragma once

#include "experiments/common/plotting/canvas.h"
#include "experiments/rotation-median/fits.h"
#include "experiments/rotation-median/matches.h"

namespace lgn {

/// The paper's panels, where patches are 6 x 6, and below them A fitted to a mean and to a median filter before a turn
/// by 60 degrees, at unit norm, of the first channel; a column for each size of the filter.
Canvas figure_2(const std::vector<TargetFit>& fits);

/// Heat maps of the fitted A, a row for each target, a column for each channel; with or without projection to
/// unit norm.
Canvas fitted_matrices(const std::vector<TargetFit>& fits, bool unit_norm);

/// The learned action with the largest correlation beside the composition it is most like.
Canvas best_match(const Matches& matches, const std::vector<Composition>& compositions,
                  const std::vector<ActionModel>& models);

}  // namespace lgn
