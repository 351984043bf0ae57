// The time of identical training runs under each regulariser, measured side by side.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "experiments/common/analysis/statistics.h"
#include "experiments/common/training/network_setup.h"

namespace lgn {

/// The regularisers that are compared; the first, none, is what the others are held against.
const std::vector<std::string>& timed_regularizers();

struct Timings {
  Index steps = 0;                           // of training in a run
  Json settings;                             // the flags that decide what is measured, and the machine's part
  std::vector<std::vector<double>> seconds;  // [regulariser][round] of one run

  Index rounds() const { return static_cast<Index>(seconds[0].size()); }
  /// Of each round: the time with a regulariser over that without.
  std::vector<double> ratios(std::size_t regularizer) const;
};

/// One more round: a run under each regulariser, all from the same initial weights on the same batches. The
/// runs go step by step side by side, in an order drawn anew for every step, so that whatever slows the
/// machine down meets all of them alike; a first step of each is not counted. `after_step` is called with
/// the steps done.
void add_round(Timings& timings, const PreparedData& data, const TrainingSettings& settings, const Flags& flags,
               const std::function<void(Index)>& after_step);

/// timings.json: everything the table and the picture are made of.
void save_timings(const std::string& file, const Timings& timings);
/// Error when the file was measured under other settings.
Timings load_timings(const std::string& file, const Json& settings);

}  // namespace lgn
