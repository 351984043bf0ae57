// The data sets by name, as --dataset takes them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "datasets/arrays.h"
#include "datasets/dataset.h"

namespace lgn {

/// sample, mnist, fashion, rotated-mnist, cifar10, cifar10-gray, mnist1d.
const std::vector<std::string>& dataset_names();

/// Loads a data set by name.
///   sample         5,000 + 1,000 images of Fashion-MNIST, [1, 28, 28], part of this project
///   mnist          60,000 + 10,000, [1, 28, 28]
///   fashion        60,000 + 10,000, [1, 28, 28]
///   rotated-mnist  12,000 + 50,000, [1, 28, 28], made from mnist (derived.h)
///   cifar10        50,000 + 10,000, [3, 32, 32]
///   cifar10-gray   the same in grey, [1, 32, 32] (derived.h)
///   mnist1d        4,000 + 1,000 signals, [1, 1, 40], part of this project (mnist1d.h)
/// `data_dir`: where the files are; empty for the usual places (locate.h). Limits are taken last: the first N
/// images in file order (of rotated-mnist: in the order drawn).
/// Throws Error for an unknown name, and when files are missing or damaged.
Dataset load_dataset(const std::string& name, const std::string& data_dir = "", const Limits& limits = {});

struct DataSize {
  Shape train, test;   // [N, C, H, W]; test is empty when there is none
  double loading = 0;  // bytes at the most while the files are read
  double pixels = 0;   // bytes of the images as they wait for preprocessing
};

/// Nothing where the files cannot tell, or are not as expected: loading says what is wrong.
std::optional<DataSize> size_of_dataset(const std::string& name, const std::string& data_dir);
std::optional<DataSize> size_of_arrays(const ArrayFiles& files);

}  // namespace lgn
