// The formats in which data sets are published.
#pragma once

#include <string>
#include <string_view>

#include "datasets/dataset.h"

namespace lgn {

// IDX files, the format of MNIST and Fashion-MNIST (http://yann.lecun.com/exdb/mnist/).
//
// Images: four big-endian 32-bit numbers (2051, count, rows, columns), then count * rows * columns bytes.
// Labels: two such numbers (2049, count), then count bytes.

/// The images as [N, 1, rows, columns]. `file` holds the bytes of the file, `path` is for sentences.
/// Throws Error when the magic number is another, when there are no images, when the file is cut short or
/// goes on after the last image, and when it is a web page or compressed.
Bytes parse_idx_images(std::string_view file, const std::string& path);

/// The labels, [N]; the same errors, and a label beyond 0 .. classes - 1.
std::vector<Index> parse_idx_labels(std::string_view file, Index classes, const std::string& path);

// The binary version of CIFAR-10 (https://www.cs.toronto.edu/~kriz/cifar.html).
//
// A file is 10,000 records of 3073 bytes: the label, then 32 x 32 pixels of red, of green, of blue, each
// row by row.

inline constexpr Index cifar10_images_per_file = 10'000;

/// The data set in its files: the training files one after the other, and the test file, which is the last.
/// `files` holds the bytes, `paths` the names for sentences; `per_file` is smaller in tests only.
/// Throws Error when a file's length is another, when a label is above 9, and when it is a web page or
/// compressed.
Dataset parse_cifar10(const std::vector<std::string>& files, const std::vector<std::string>& paths,
                      Index per_file = cifar10_images_per_file);

}  // namespace lgn
