#include "datasets/arrays.h"

#include <algorithm>
#include <cmath>

#include "tensor/io/npy.h"

namespace lgn {
namespace {

constexpr Index largest_label = 1'000'000;

/// [N, H, W] as [N, 1, H, W].
Shape with_channels(const NpyArray& array) {
  Shape shape = array.shape;
  require(shape.size() == 3 || shape.size() == 4, array.path, ": it holds an array of shape ",
          to_string(shape), "; expected images as [N, C, H, W] or [N, H, W]");
  if (shape.size() == 3) shape.insert(shape.begin() + 1, 1);
  return shape;
}

void require_finite(const Tensor& images, const std::string& path) {
  const auto bad = std::find_if(images.begin(), images.end(), [](float x) { return !std::isfinite(x); });
  if (bad == images.end()) return;
  const Index at = bad - images.begin();
  const Index size = images.count() / images.extent(0);
  fail(path, ": image ", at / size, " holds ", *bad, " (element ", at % size,
       " of it); expected finite numbers");
}

/// One part of a data set; the labels' path may be empty.
Images read_part(const std::string& image_path, const std::string& label_path) {
  Images images = read_image_array(image_path);
  if (!label_path.empty()) {
    images.labels = read_label_array(label_path);
    require(static_cast<Index>(images.labels.size()) == images.count(), label_path, ": it holds ",
            images.labels.size(), " labels, but ", image_path, " holds ", images.count(),
            " images; expected one label for each image");
  }
  return images;
}

void check_labels(const std::vector<Index>& labels, Index classes, const std::string& path) {
  for (std::size_t i = 0; i < labels.size(); ++i)
    require(labels[i] < classes, path, ": label number ", i, " is ", labels[i], "; with ", classes,
            " classes, expected 0 to ", classes - 1);
}

Index largest_label_plus_one(const Dataset& dataset) {
  Index largest = -1;
  for (const auto* labels : {&dataset.train.labels, &dataset.test.labels})
    for (Index label : *labels) largest = std::max(largest, label);
  return largest + 1;
}

}  // namespace

Images read_image_array(const std::string& path) {
  const NpyArray array = read_npy(path);
  const Shape shape = with_channels(array);
  require(element_count(shape) > 0, path, ": it holds an array of shape ", to_string(array.shape),
          ": no images");
  Images images;
  if (array.dtype == "u1") {
    Bytes bytes = Bytes::uninitialized(shape);
    std::copy(array.data().begin(), array.data().end(), bytes.begin());
    images.pixels = std::move(bytes);
  } else {
    require(array.dtype == "f4" || array.dtype == "f8", path, ": it holds numbers of type ", array.dtype,
            "; expected images as uint8, float32 or float64");
    const Tensor numbers = to_float(array).reshape(shape);
    require_finite(numbers, path);
    images.pixels = numbers;
  }
  return images;
}

std::vector<Index> read_label_array(const std::string& path) {
  const NpyArray array = read_npy(path);
  require(array.shape.size() == 1, path, ": it holds an array of shape ", to_string(array.shape),
          "; expected labels as [N]");
  require(array.shape[0] > 0, path, ": it holds no labels");
  std::vector<Index> numbers = to_integers(array);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    require(numbers[i] >= 0 && numbers[i] <= largest_label, path, ": label number ", i, " is ", numbers[i],
            "; expected 0 to ", largest_label);
  return numbers;
}

Dataset load_arrays(const ArrayFiles& files, const Limits& limits) {
  require(!files.train_images.empty(), "own data need training images (--train-images F.npy)");
  require(files.test_labels.empty() || !files.test_images.empty(), files.test_labels,
          ": test labels without test images; give both (--test-images F.npy) or neither");
  require(files.test_labels.empty() || !files.train_labels.empty(), files.test_labels,
          ": test labels without training labels; give both (--train-labels F.npy) or neither");
  Dataset dataset;
  dataset.name = "own";
  dataset.train = read_part(files.train_images, files.train_labels);
  if (!files.test_images.empty()) {
    dataset.test = read_part(files.test_images, files.test_labels);
    const Shape &train = dataset.train.shape(), &test = dataset.test.shape();
    require(std::equal(train.begin() + 1, train.end(), test.begin() + 1), files.test_images,
            ": the test images have shape ", to_string(test), ", the training images ", to_string(train),
            "; expected the same channels, height and width");
  }
  dataset.classes =
      dataset.train.labels.empty() ? 0 : files.classes.value_or(largest_label_plus_one(dataset));
  check_labels(dataset.train.labels, dataset.classes, files.train_labels);
  check_labels(dataset.test.labels, dataset.classes, files.test_labels);
  return finished(limited(std::move(dataset), limits));
}

}  // namespace lgn
