// The binary version of CIFAR-10 (https://www.cs.toronto.edu/~kriz/cifar.html).
//
// A file is 10,000 records of 3073 bytes: the label, then 32 x 32 pixels of red, of green, of blue, each
// row by row.
#pragma once

#include <string>
#include <string_view>

#include "datasets/dataset.h"

namespace lgn {

inline constexpr Index cifar10_images_per_file = 10'000;

/// The data set in its files: the training files one after the other, and the test file, which is the last.
/// `files` holds the bytes, `paths` the names for sentences; `per_file` is smaller in tests only.
/// Throws Error when a file's length is another, when a label is above 9, and when it is a web page or
/// compressed.
Dataset parse_cifar10(const std::vector<std::string>& files, const std::vector<std::string>& paths,
                      Index per_file = cifar10_images_per_file);

}  // namespace lgn
