// One run of classify or reconstruct, from its flags to its pictures: all that these programs do, and what a
// study does for each of its runs.
#pragma once

#include "experiments/common/training/training_program.h"

namespace lgn {

/// Trains under the flags, which declare_training_flags declared on `settings` and which are parsed. Leaves
/// everything in the run's folder: summary.json last, so that a folder that has one holds a complete run.
TrainedRun run_task(const Flags& flags, TrainingSettings& settings, PreparedDataMemory& memory);

/// The summary of a run, a row a figure: keys as in summary.json.
std::vector<SummaryRow> summary_rows(const TrainedRun& run);

}  // namespace lgn
