// What a program trains on: images with labels, a training part and, where there is one, a test part.
//
// Pixels stay as they come from their files, bytes or float32, until preprocessing.h makes the networks'
// input of them: 60,000 CIFAR-10 images are 184 MB as bytes, 737 MB as float32.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tensor/tensor.h"

namespace lgn {

using Bytes = BasicTensor<std::uint8_t>;

/// N images of C channels, H rows, W columns, and their labels.
struct Images {
  /// [N, C, H, W]: bytes 0 .. 255, which preprocessing divides by 255, or float32, taken as they are.
  std::variant<Bytes, Tensor> pixels;
  /// [N], each at least 0; empty when the images have none.
  std::vector<Index> labels;

  const Shape& shape() const;
  Index count() const { return shape()[0]; }
  /// Numbers in one image, C * H * W.
  Index image_size() const;
  /// One of all pixels as preprocessing takes it: a byte divided by 255, a float as it is.
  double pixel(Index at) const {
    if (const Tensor* floats = std::get_if<Tensor>(&pixels)) return (*floats)[at];
    return std::get<Bytes>(pixels)[at] / 255.0;
  }
};

struct Dataset {
  std::string name;
  Images train, test;  ///< test.count() may be 0
  Index classes = 0;   ///< 0 without labels
  /// What every table made from these data has to repeat, for instance that files are not the originals.
  std::vector<std::string> notes;
  /// SHA-256 that stands for the name, the number of classes and every pixel and label of both parts.
  std::string fingerprint;
};

/// How many images to keep; all where it does not say.
struct Limits {
  std::optional<Index> train, test;
};

/// The first `count` images, or all when there are fewer. Error unless count >= 1.
Images first_images(const Images& images, Index count);

/// The images with these numbers, in this order.
Images chosen_images(const Images& images, const std::vector<Index>& numbers);

/// SHA-256 that stands for shape, number type, pixels and labels. Uses all threads; does not depend on them.
std::string fingerprint(const Images& images);

/// Both parts cut to the limits.
Dataset limited(Dataset dataset, const Limits& limits);

/// The data set with its fingerprint filled in: the last step of making one.
Dataset finished(Dataset dataset);

}  // namespace lgn
