// What networks learn where there is nothing to learn: noise images, and images with exchanged labels.
#pragma once

#include "experiments/common/study/study.h"

namespace lgn {

/// Writes Gaussian images like the sample's (4,000 of 1 x 28 x 28, or as many as --limit-train) with random
/// labels into the study's folder, and adds a run of both tasks on them under the study's flags: noise-TASK.
/// Their matrices have the history of learned ones but no structure of data: a null of their own.
void add_noise_runs(Study& study, const TrainingSettings& settings);

/// The same for the first 4,000 images of each data set, their labels exchanged at random:
/// shuffled-DATASET-classify. What such a network learns is in the images, not in the task.
void add_shuffled_runs(Study& study, const TrainingSettings& settings);

}  // namespace lgn
