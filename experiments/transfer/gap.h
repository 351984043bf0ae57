// How much of what a group of its own is worth to a data set another data set's group brings.
#pragma once

#include <optional>
#include <vector>

#include "experiments/common/analysis/statistics.h"

namespace lgn {

struct Gap {
  double worth;             // mean of native - random: what there is to transfer
  Interval worth_interval;  // 95 %, Student's t over seeds
  double closed;            // mean of (transferred - random) over that of (native - random)
  std::optional<Interval>
      interval;  // 95 %, of that ratio; nothing where the worth cannot be told from 0, or never differs
};

/// Accuracies by seed, as many of each, two or more. The interval of the ratio is Fieller's (1954): all rho
/// for which the mean of (transferred - random) - rho (native - random) cannot be told from 0.
Gap gap_closed(const std::vector<double>& transferred, const std::vector<double>& native,
               const std::vector<double>& random);

}  // namespace lgn
