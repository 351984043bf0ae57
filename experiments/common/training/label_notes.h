// The classes of a data set, and labels that look odd, with what to do about them.
#pragma once

#include "experiments/common/training/prepared_data.h"

namespace lgn {

/// "3 classes, training images of each: 14 13 13".
std::string class_counts(const std::vector<Index>& labels, Index classes);

/// On classes without images: labels that count from 1, or use 255 for "ignore".
std::vector<std::string> label_notes(const PreparedData& data, const DataSettings& settings);

}  // namespace lgn
