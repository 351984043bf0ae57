// One's own images and labels, from NumPy .npy files.
//
// Images [N, C, H, W] or [N, H, W] (one channel), or with their channels last where that is said
// (array_axes.h): uint8, which preprocessing always divides by 255, float32, taken as they are, or float64,
// converted to float32; NaN and infinity are refused. Labels [N], any integer type, 0 .. classes - 1. What
// else comes is refused with the line of NumPy that converts it (array_refusals.h).
#pragma once

#include <string>

#include "datasets/array_axes.h"
#include "tensor/io/npy.h"

namespace lgn {

/// Reads images; without labels yet. Throws Error naming the file when it is no .npy file, has another type
/// or rank, is empty, or holds a number that is not finite.
Images read_image_array(const std::string& path, Layout layout = Layout::unstated, const Shape& image = {});

/// The same as floats, bytes as they are. Throws Error for a number that is not finite, too.
Tensor read_finite(const std::string& path);

/// Reads labels of any integer type, [N]. Throws Error for other types and ranks, an empty array, negative
/// labels, and labels beyond a million.
std::vector<Index> read_label_array(const std::string& path);

/// Throws Error naming `path` and the label for one beyond `classes`, with `remedy` behind it; labels that
/// count from 1 are told so.
void require_labels_within(const std::vector<Index>& labels, Index classes, const std::string& path,
                           const std::string& remedy = "");

/// Throws Error when there is not one label for each of the images.
void require_one_each(const std::string& label_path, const std::vector<Index>& labels, const std::string& image_path,
                      Index images);

struct ArrayFiles {
  std::string train_images;              ///< the only one that must be there
  std::string train_labels;              ///< needed for classification only
  std::string test_images, test_labels;  ///< test labels only with test images, and only with training labels
  std::optional<Index> classes;          ///< if absent: the largest label of both parts + 1
  Layout layout = Layout::unstated;      ///< of both parts
};

/// One's own data as a data set named "own". Throws Error when a file is bad, when images and labels differ
/// in number, when test images have another size than training images, and for labels beyond the classes.
Dataset load_arrays(const ArrayFiles& files, const Limits& limits = {});

}  // namespace lgn
