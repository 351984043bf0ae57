// Learned actions against rotations after filters: which composition is each most like, and are networks on images
// more like one than networks on surrogates?
#pragma once

#include "experiments/common/analysis/patch_targets.h"
#include "experiments/common/study/action_models.h"
#include "lgn/probe/patch_operators.h"
#include "tensor/io/json.h"

namespace lgn {

/// A rotation by a step of 5 degrees after a filter.
struct Composition {
  double angle;
  std::string filter;  // "none", "median 3", "mean 6"
  TensorD matrix;      // of the median, its best linear fit on the patches
};

/// Rotations 0 .. 355, alone and after median and mean filters of size 2 .. 6; what the median does is fitted
/// to the patches [N, d].
std::vector<Composition> compositions(const Tensor& patches);

struct ActionMatch {
  std::size_t model;
  Index layer, group, channel;
  Tensor matrix;            // [d, d]
  std::size_t composition;  // the best
  double correlation;
};

struct Matches {
  std::vector<ActionMatch> actions;
  std::size_t best;  // the action with the largest correlation of all
};

/// Of the networks that were trained on images, not on surrogates. Error when there are no actions.
Matches match_actions(const std::vector<ActionModel>& models, const std::vector<Composition>& compositions);

/// Of every network, on images or on surrogates, the largest correlation of its actions with a composition.
std::vector<double> largest_correlations(const std::vector<ActionModel>& models, bool surrogate,
                                         const std::vector<Composition>& compositions);

/// What may be said of these: likeness is shown where the exchange of networks has p <= .05, the whole 95 % interval of
/// the difference is above .05, and surrogates' networks had the same history. Adds the numbers to the summary.
std::string likeness_text(const std::vector<double>& images, const std::vector<double>& surrogates, bool same_history,
                          Index seed, Json& summary);

}  // namespace lgn
