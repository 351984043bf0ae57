// What classify and reconstruct have in common: flags, data, network, training, and the report of it.
#pragma once

#include "experiments/common/program/run_directory.h"
#include "experiments/common/training/network_setup.h"
#include "lgn/generators/group_diagnostics.h"

namespace lgn {

struct TrainedRun {
  PreparedData data;
  Network network;
  std::vector<Json> metrics;  // a line for every epoch
  Index selected = 0;         // the epoch, from 1, whose weights the network has in the end
  double seconds;             // of all epochs
  GroupDiagnostics at_start;  // of the network before training
  RunDirectory directory;

  const Json& selected_metrics() const { return metrics.at(static_cast<std::size_t>(selected - 1)); }
  const std::string& folder() const { return directory.folder; }
};

/// Sets up a run from the flags and trains it. Writes config.json, preprocessing.safetensors, metrics.jsonl
/// and model.safetensors into its folder.
TrainedRun run_training(const std::string& program, const Flags& flags, TrainingSettings& settings,
                        PreparedDataMemory& memory);

/// The settings that decide a result, which a resumed run has to share: all but where and how it is run.
Json deciding_settings(const Flags& flags);

/// Prints the rows as a table (unless `quiet`) and writes them as summary.json. A row is a key of the
/// summary, a label for people, the value, and the value as the table shows it.
struct SummaryRow {
  std::string key, label;
  Json value;
  std::string shown;
};
void report_summary(const TrainedRun& run, const std::vector<SummaryRow>& rows, bool quiet = false);

/// The rows that both tasks have: parameters, active fraction, seconds.
std::vector<SummaryRow> common_rows(const TrainedRun& run);

}  // namespace lgn
