// The targets of Figure 2, two filters of several sizes turned by two angles, fitted channel by channel, with and
// without projection to unit norm.
#pragma once

#include <optional>

#include "experiments/common/analysis/linear_fit.h"
#include "experiments/common/analysis/patch_targets.h"
#include "tensor/io/json.h"

namespace lgn {

struct TargetFit {
  PatchTarget target;
  std::string key;         // "median_60"; of a filter smaller than the patch "median_60_size_4"
  Tensor free, unit_norm;  // A of each channel, [C, d, d]: without and with projection
  Tensor best;             // C_yx C_xx^-1
  // Held-out R^2, mean over the channels.
  double r2, r2_unit_norm, ceiling;
};

/// Fits {median, mean} x {60, 90 degrees} x filters as large as the patch, and a pixel and two smaller.
std::vector<TargetFit> fit_targets(Random& random, const PatchSets& patches, FitSettings settings);

/// The largest cosine over the channels of a fit at unit norm with the panel of the paper's Figure 2 that
/// shows filters of its size, turned by 60 degrees; nothing for other fits.
std::optional<double> published_cosine(const TargetFit& fit);

/// All that the figures and the table need, as a file, and back.
void save_fits(const std::string& path, const std::vector<TargetFit>& fits, const std::string& settings);
/// Nothing when there is no file, or one made under other settings.
std::vector<TargetFit> load_fits(const std::string& path, const std::string& settings);

}  // namespace lgn
