// What a user should be told of a training that went nowhere, with what to try.
#pragma once

#include "experiments/common/training/training_program.h"

namespace lgn {

/// No active code; a loss that has not fallen; everything taken for one class (`confusion`, empty for a
/// reconstructor); statistics of batch norms that a few steps have not settled, which is tried out.
std::vector<std::string> training_notes(TrainedRun& run, const TrainingSettings& settings,
                                        const BasicTensor<Index>& confusion);

}  // namespace lgn
