// The four targets of Figure 2, fitted channel by channel, with and without projection to unit norm.
#pragma once

#include "experiments/common/analysis/linear_fit.h"
#include "experiments/common/analysis/patch_targets.h"
#include "tensor/io/json.h"

namespace lgn {

struct TargetFit {
  PatchTarget target;
  std::string key;         // "median_60"
  Tensor free, unit_norm;  // A of each channel, [C, d, d]: without and with projection
  Tensor best;             // C_yx C_xx^-1
  // Held-out R^2, mean over the channels.
  double r2, r2_unit_norm, ceiling;
};

/// Fits {median, mean} x {60, 90 degrees}, the filter as large as the patch.
std::vector<TargetFit> fit_targets(Random& random, const PatchSets& patches, FitSettings settings);

/// All that the figures and the table need, as a file, and back.
void save_fits(const std::string& path, const std::vector<TargetFit>& fits, const std::string& settings);
/// Nothing when there is no file, or one made under other settings.
std::vector<TargetFit> load_fits(const std::string& path, const std::string& settings);

}  // namespace lgn
