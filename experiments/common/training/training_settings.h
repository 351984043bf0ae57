// The settings that all training programs share, as flags.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "datasets/moved.h"
#include "datasets/preprocessing.h"
#include "datasets/surrogate.h"
#include "experiments/common/program/flags.h"
#include "lgn/network.h"

namespace lgn {

struct DataSettings {
  std::string dataset = "sample", data_dir;
  std::string train_images, train_labels, test_images, test_labels, layout;
  std::optional<Index> classes;  // else what the data have
  Normalization normalization = Normalization::whiten;
  double zca_eps = 1e-8;
  std::string fit_preprocessing_on = "train";  // or each: test images by their own mean and covariance
  std::optional<Index> limit_train, limit_test;
  Surrogate surrogate = Surrogate::none;
  double validation = 0;  // share of the training images that is held out
  Moves move_train = Moves::none, move_test = Moves::none;
  bool shuffle_pixels = false;
  Index seed = 1;  // of all random numbers, of other settings too
};

struct OptimizerSettings {
  Index epochs = 100;
  Index batch = 128;
  double lr = 1e-2;
  std::vector<double> lr_cuts = {0.5, 0.75, 0.875};
  double lr_factor = 0.5;
  double clip = 2;
  std::string augment = "";            // flip, shift, turn
  std::string select = "last";         // or best: by the validation images
  std::string statistics = "running";  // or recomputed: those of the batch norms after the last epoch
  bool no_shuffle = false;
};

struct NetworkSettings {
  Architecture architecture;  // the image size and the classes come from the data
  std::optional<double> mu;
  std::string init_generator = "random", search = "none", group, freeze, init;
  Index subgroup = 1;     // of the groups of `init`, A^subgroup
  bool new_head = false;  // the last layer is not taken from `init`
};

struct RunSettings {
  std::string out;
  Index test_every = 1;     // epochs between evaluations
  double save_minutes = 3;  // between checkpoints within an epoch
  bool go_on = false;       // --continue
  bool resume = false, overwrite = false, quick = false, profile = false;
  Unfolding unfolding = Unfolding::fused;
  Index threads = 1;

  // What programs set; no flags.
  std::string state_file = "checkpoint.safetensors";  // in a folder that can be gone on with
  bool quiet = false;                                 // no reports on standard output
  std::string label;                                  // begins the progress line
};

struct TrainingSettings : DataSettings, OptimizerSettings, NetworkSettings, RunSettings {};

/// Declares the common flags for a program that trains `settings.architecture.task`.
void declare_training_flags(Flags& flags, TrainingSettings& settings);

/// Throws Error when --resume, --overwrite and --continue contradict each other, or lack the folder, and when
/// the run would overwrite what it reads.
void require_one_way_to_begin(const TrainingSettings& settings);

/// --continue is --resume where there is something to resume, --overwrite where a run died before that.
void settle_continue(RunSettings& settings);

/// What follows from the flags together: --quick, own data, contradictions. Throws Error. Sets the threads.
void settle(TrainingSettings& settings, const Flags& flags);

}  // namespace lgn
