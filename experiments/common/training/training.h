// The training loop: epochs, progress, metrics, checkpoints.
#pragma once

#include <string>

#include "experiments/common/program/run_directory.h"
#include "experiments/common/training/checkpoint.h"
#include "experiments/common/training/prepared_data.h"
#include "experiments/common/training/training_settings.h"
#include "lgn/network.h"

namespace lgn {

/// Trains `network` for settings.epochs epochs and leaves preprocessing.safetensors, metrics.jsonl, the
/// checkpoints and model.safetensors in `directory`; goes on from the checkpoint there when settings.resume.
/// Returns a line of metrics for every epoch. Throws Interrupted after Ctrl-C or SIGTERM, when all is saved,
/// and Error when the folder is not the same any more.
///
/// `deciding` are the flags that decide the result: a resumed run has to have the same. `parts` is told what took how
/// long.
std::vector<Json> train(Network& network, const PreparedData& data, const TrainingSettings& settings,
                        const RunDirectory& directory, const Json& deciding, Profile& parts);

/// The epoch, from 1, whose weights count: the last one; with --select best the first of those with the
/// highest accuracy, or least loss, on the validation images.
Index selected_epoch(const std::vector<Json>& metrics, const OptimizerSettings& settings);

/// Where the weights of the best epoch so far are kept with --select best.
constexpr const char* best_model_file = "best.safetensors";

/// Mean over batches of the images in an order of their own, since files may be sorted by class
/// (lgn/running_statistics.h).
void recompute_statistics(Network& network, const Tensor& images, const TrainingSettings& settings);

}  // namespace lgn
