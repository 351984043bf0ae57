// A run of a training program, from its flags to the trained network in its folder.
#pragma once

#include "experiments/common/program/run_directory.h"
#include "experiments/common/training/network_setup.h"
#include "lgn/generators/group_diagnostics.h"

namespace lgn {

struct TrainedRun {
  std::shared_ptr<const PreparedData> prepared;
  const PreparedData& data = *prepared;
  Network network;
  std::vector<Json> metrics;  // a line for every epoch
  Index selected = 0;         // the epoch, from 1, whose weights the network has in the end
  double seconds;             // of all epochs
  GroupDiagnostics at_start;  // of the network before training
  RunDirectory directory;
  Profile parts;     // seconds of what takes some, from reading the data to the pictures
  double begun = 0;  // when reading the data began

  const Json& selected_metrics() const { return metrics.at(selected - 1); }
  const std::string& folder() const { return directory.folder; }
};

/// Settles the settings, which declare_training_flags declared and `flags` parsed, and trains a network under
/// them. Writes config.json, preprocessing.safetensors, metrics.jsonl
/// and model.safetensors into its folder.
TrainedRun run_training(const std::string& program, const Flags& flags, TrainingSettings& settings,
                        PreparedDataMemory& memory);

/// Whether a setting names a file. Files may have moved: what they held is compared, by its sum.
bool names_a_file(const std::string& key, const Json& value);
Json contents_of_files(const TrainingSettings& settings, const PreparedData& data);

/// The settings that decide a result, which a resumed run has to share: all but where and how it is run.
Json deciding_settings(const Flags& flags);

}  // namespace lgn
