// The networks whose learned actions an experiment looks at: trained by its study, or files of its user's.
#pragma once

#include "experiments/common/study.h"

namespace lgn {

struct ActionModel {
  std::string name;  // "mnist-classify"
  Network network;
};

/// Declares --models.
void declare_models_flag(Flags& flags, std::string& models);

/// Adds the runs to train when no models are given: {mnist, cifar10} x {classify, reconstruct}; with --quick
/// the sample instead; with --dataset that alone. The construction is the published one unless flags say
/// otherwise.
void add_action_runs(Study& study, const TrainingSettings& settings, const std::string& models);

/// The given models (files, or folders of a study, whose runs are meant), or those of the finished runs.
/// Error when a folder holds no run, and when two models' kernels differ.
std::vector<ActionModel> action_models(const std::vector<FinishedRun>& runs, const std::string& models);

/// All matrices A of a layer, [G C, d, d].
Tensor layer_actions(const ActionModel& model, Index layer);

}  // namespace lgn
