// The networks whose learned actions an experiment looks at: trained by its study, or files of its user's.
#pragma once

#include "experiments/common/study/study.h"

namespace lgn {

struct ActionModel {
  std::string name;  // "mnist-classify-1", "mnist-surrogate-classify-1"
  Network network;
  std::string folder;          // of its file; a run's holds config.json and preprocessing.safetensors as well
  std::string condition = {};  // "mnist-classify": what the name says without its number and "surrogate"
  bool surrogate = false;      // trained on a surrogate of its data
  double moved = 0;            // distance of its matrices from where they began, where its run says it
};

/// Declares --seeds, the networks of every condition.
void declare_seeds_flag(Flags& flags, Index& seeds);

/// Declares --models.
void declare_models_flag(Flags& flags, std::string& models);

/// Adds the runs to train when no models are given: data sets x {classify, reconstruct} x {the images,
/// Gaussian surrogates of them (datasets/surrogate.h)} x seeds, every network from a seed of its own. The
/// construction is the published one unless flags say otherwise.
void add_action_runs(Study& study, const TrainingSettings& settings, const std::string& models, Index seeds);

/// The given models (files, or folders of a study, whose runs are meant), or those of the finished runs.
/// Error when a folder holds no run, and when two models' kernels differ.
std::vector<ActionModel> action_models(const std::vector<FinishedRun>& runs, const std::string& models);

/// The first training images of the data set that a network's run names, as the network saw them; fewer where
/// there are fewer; of a surrogate's network the images that the surrogate was made from, prepared alike.
/// Throws Error when its folder is not that of a run, or the data are not there.
Tensor images_trained_on(const ActionModel& model, Index count);

/// Whether the surrogates' networks of a condition moved their matrices at least half as far as those on images: else
/// they are no control for what training does.
bool same_history(const std::vector<ActionModel>& models, const std::string& condition);

/// All matrices A of a layer, [G C, d, d].
Tensor layer_actions(const ActionModel& model, Index layer);

}  // namespace lgn
