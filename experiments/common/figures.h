// The pictures of a trained network: what one looks at first.
#pragma once

#include "experiments/common/training_program.h"

namespace lgn {

/// Draws into the run's folder: every learned A, the filter banks, the code maps of an image, the training
/// curves and, for reconstruction, images beside their reconstructions. Returns the files' names.
std::vector<std::string> draw_figures(TrainedRun& run);

/// Names the pictures on standard output.
void print_figures(const std::vector<std::string>& files);

}  // namespace lgn
