// What a trained run leaves for people: a summary as a table and as JSON, and pictures.
#pragma once

#include "experiments/common/training/training_program.h"

namespace lgn {

/// A key of summary.json, a label for people, the value, and the value as the table shows it.
struct SummaryRow {
  std::string key, label;
  Json value;
  std::string shown;
};

/// The result on the test images, and how much of a group the generators are (group_diagnostics.h).
std::vector<SummaryRow> summary_rows(const TrainedRun& run);

/// Prints the rows as a table (unless `quiet`) and writes them as summary.json.
void report_summary(const TrainedRun& run, const std::vector<SummaryRow>& rows, bool quiet = false);

/// All that classify and reconstruct report. summary.json is written last, so that a folder that has one
/// holds a complete run.
void report_run(TrainedRun& run, const TrainingSettings& settings);

}  // namespace lgn
