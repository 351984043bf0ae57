// Figure 1 of the paper and what else there is to see of learned actions.
#pragma once

#include "experiments/common/plotting/canvas.h"
#include "experiments/learned-actions/scored_actions.h"

namespace lgn {

/// The paper's six matrices, and of networks that saw images, not surrogates, the best example of each kind: the action
/// that was given this name with the largest effect; where none was, the largest effect of all, and the title says that
/// it is not significant.
Canvas figure_1(const std::vector<ScoredAction>& actions, const std::vector<ActionModel>& models);

/// Heat maps of a model's actions, a panel a layer: the one whose kind has the largest effect there.
Canvas model_actions(const std::vector<ScoredAction>& actions, const std::vector<ActionModel>& models,
                     std::size_t model);

/// A applied to the m x m identity image: a row for each layer.
Canvas applied_to_identity(const ActionModel& model);

/// Singular values and determinants of all A, layer by layer.
Canvas spectra(const std::vector<ScoredAction>& actions, const std::vector<ActionModel>& models, std::size_t model);

/// The filter bank of the first layer.
Canvas first_filter_bank(ActionModel& model);

}  // namespace lgn
