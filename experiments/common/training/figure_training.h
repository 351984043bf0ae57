// Training curves of a run.
#pragma once

#include <string>
#include <vector>

#include "experiments/common/plotting/canvas.h"
#include "tensor/io/json.h"

namespace lgn {

/// Loss against epochs and, where there is one, accuracy beside it; training and test in each.
/// `metrics` are the lines of a run's metrics.jsonl; what a line lacks, or holds as null, is left out.
/// Throws Error when there is no line.
Canvas training_curves(const std::vector<Json>& metrics, const std::string& title = {});

}  // namespace lgn
