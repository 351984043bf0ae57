// IDX files, the format of MNIST and Fashion-MNIST (http://yann.lecun.com/exdb/mnist/).
//
// Images: four big-endian 32-bit numbers (2051, count, rows, columns), then count * rows * columns bytes.
// Labels: two such numbers (2049, count), then count bytes.
#pragma once

#include <string>
#include <string_view>

#include "datasets/dataset.h"

namespace lgn {

/// The images as [N, 1, rows, columns]. `file` holds the bytes of the file, `path` is for sentences.
/// Throws Error when the magic number is another, when there are no images, when the file is cut short or
/// goes on after the last image, and when it is a web page or compressed.
Bytes parse_idx_images(std::string_view file, const std::string& path);

/// The labels, [N]; the same errors, and a label beyond 0 .. classes - 1.
std::vector<Index> parse_idx_labels(std::string_view file, Index classes, const std::string& path);

}  // namespace lgn
