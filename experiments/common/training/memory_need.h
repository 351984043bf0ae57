// Whether a configuration fits into memory, found out from flags and the beginnings of files, before anything
// is loaded.
#pragma once

#include "experiments/common/training/training_settings.h"
#include "lgn/architecture.h"

namespace lgn {

/// Bytes that a run takes at the most in each of its parts, to some 15 per cent.
struct MemoryNeed {
  double loading = 0;        // files and pixels
  double whitening = 0;      // fitted anew, with the pixels; 0 without
  double preprocessing = 0;  // pixels, and the images as they are trained on
  double training = 0;       // these, a step, the pictures in the end
  double step = 0;           // of that the step

  double most() const { return std::max({loading, whitening, preprocessing, training}); }
};

/// Beside the data: the parameters with their gradients and Adam's moments, and what the backward pass needs
/// of one batch; or evaluation, of so many images together, if that is more.
double step_memory(const Architecture& architecture, const TrainingSettings& settings, Index batch, Index evaluated);

/// Before anything is loaded; nothing where the files cannot tell.
std::optional<MemoryNeed> memory_need(const TrainingSettings& settings);

/// Throws Error with both numbers, and flags with which it fits, when that is more than the process may use.
void require_memory(const TrainingSettings& settings);

/// The same for the step, when the data, of so many images, are there and the architecture is settled.
void require_memory_for(const Architecture& architecture, const TrainingSettings& settings, Index images, Index tested);

}  // namespace lgn
