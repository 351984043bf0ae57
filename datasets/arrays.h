// One's own images and labels, from NumPy .npy files.
//
// Images [N, C, H, W] or [N, H, W] (one channel): uint8, which preprocessing always divides by 255, float32,
// taken as they are, or float64, converted to float32; NaN and infinity are refused. Labels [N], any integer
// type, 0 .. classes - 1.
#pragma once

#include <string>

#include "datasets/dataset.h"

namespace lgn {

/// Reads images; without labels yet. Throws Error naming the file when it is no .npy file, has another type
/// or rank, is empty, or holds a number that is not finite.
Images read_image_array(const std::string& path);

/// Reads labels of any integer type, [N]. Throws Error for other types and ranks, an empty array, negative
/// labels, and labels beyond a million.
std::vector<Index> read_label_array(const std::string& path);

struct ArrayFiles {
  std::string train_images;              ///< the only one that must be there
  std::string train_labels;              ///< needed for classification only
  std::string test_images, test_labels;  ///< test labels only with test images, and only with training labels
  std::optional<Index> classes;          ///< if absent: the largest label of both parts + 1
};

/// One's own data as a data set named "own". Throws Error when a file is bad, when images and labels differ
/// in number, when test images have another size than training images, and for labels beyond the classes.
Dataset load_arrays(const ArrayFiles& files, const Limits& limits = {});

}  // namespace lgn
