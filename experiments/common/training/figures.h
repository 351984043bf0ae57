// The pictures of a trained network: what one looks at first.
#pragma once

#include <string>
#include <vector>

#include "experiments/common/plotting/canvas.h"
#include "experiments/common/training/training_program.h"
#include "tensor/io/json.h"

namespace lgn {

/// Draws into the run's folder: every learned A, the filter banks, the code maps of an image, the training
/// curves and, for reconstruction, images beside their reconstructions. Returns the files' names.
std::vector<std::string> draw_figures(TrainedRun& run);

/// The filter bank of a layer: a row for each element of the group, A^i B. `some_image` [1, C, H, W]. Every
/// filter has its own scale: the elements of an unconstrained generator shrink with i.
Canvas filters_picture(Network& network, const Tensor& some_image, Index layer);

/// Names the pictures on standard output.
void print_figures(const std::vector<std::string>& files);

/// Loss against epochs and, where there is one, accuracy beside it; training and test in each.
/// `metrics` are the lines of a run's metrics.jsonl; what a line lacks, or holds as null, is left out.
/// Throws Error when there is no line.
Canvas training_curves(const std::vector<Json>& metrics, const std::string& title = {});

}  // namespace lgn
