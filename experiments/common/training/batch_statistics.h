// The running statistics of a network's batch norms, made those of images.
#pragma once

#include "experiments/common/training/training_settings.h"

namespace lgn {

/// Mean over batches of the images in an order of their own, since files may be sorted by class
/// (lgn/running_statistics.h).
void recompute_statistics(Network& network, const Tensor& images, const TrainingSettings& settings);

}  // namespace lgn
