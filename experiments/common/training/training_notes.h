// What a user should be told of a training that went nowhere, with what to try.
#pragma once

#include "experiments/common/training/prepared_data.h"
#include "experiments/common/training/training_program.h"

namespace lgn {

/// "3 classes, training images of each: 14 13 13".
std::string class_counts(const std::vector<Index>& labels, Index classes);

/// On classes without images: labels that count from 1, or use 255 for "ignore".
std::vector<std::string> label_notes(const PreparedData& data, const DataSettings& settings);

/// No active code; a loss that has not fallen; everything taken for one class (`confusion`, empty for a
/// reconstructor); statistics of batch norms that a few steps have not settled, which is tried out.
std::vector<std::string> training_notes(TrainedRun& run, const TrainingSettings& settings,
                                        const BasicTensor<Index>& confusion);

}  // namespace lgn
