// How large a data set is, from the names and beginnings of its files: before any of it is loaded.
#pragma once

#include <optional>

#include "datasets/arrays.h"

namespace lgn {

struct DataSize {
  Shape train, test;   // [N, C, H, W]; test is empty when there is none
  double loading = 0;  // bytes at the most while the files are read
  double pixels = 0;   // bytes of the images as they wait for preprocessing
};

/// Nothing where the files cannot tell, or are not as expected: loading says what is wrong.
std::optional<DataSize> size_of_dataset(const std::string& name, const std::string& data_dir);
std::optional<DataSize> size_of_arrays(const ArrayFiles& files);

}  // namespace lgn
