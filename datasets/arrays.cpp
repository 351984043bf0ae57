#include "datasets/arrays.h"

#include <algorithm>
#include <cmath>

#include "datasets/array_types.h"
#include "tensor/io/quote.h"

namespace lgn {
namespace {

constexpr Index largest_label = 1'000'000;

void require_finite(const Tensor& images, const std::string& path) {
  const auto bad = std::find_if(images.begin(), images.end(), [](float x) { return !std::isfinite(x); });
  if (bad == images.end()) return;
  const Index at = bad - images.begin();
  const Index size = images.count() / images.extent(0);
  fail(path, ": image ", at / size, " holds ", *bad, " (element ", at % size,
       " of it); expected finite numbers");
}

/// One part of a data set; the labels' path may be empty.
Images read_part(const std::string& image_path, const std::string& label_path, Layout layout) {
  Images images = read_image_array(image_path, layout);
  if (!label_path.empty()) {
    images.labels = read_label_array(label_path);
    require(static_cast<Index>(images.labels.size()) == images.count(), label_path, ": it holds ",
            images.labels.size(), " labels, but ", image_path, " holds ", images.count(),
            " images; expected one label for each image");
  }
  return images;
}

Index largest_label_plus_one(const Dataset& dataset) {
  Index largest = -1;
  for (const auto* labels : {&dataset.train.labels, &dataset.test.labels})
    for (Index label : *labels) largest = std::max(largest, label);
  return largest + 1;
}

}  // namespace

Images read_image_array(const std::string& path, Layout layout) {
  const NpyArray array = read_npy(path);
  const bool supported = array.dtype == "u1" || array.dtype == "f4" || array.dtype == "f8";
  if (!supported) refuse_image_type(array);
  const Shape shape = image_axes(array.shape, layout, path);
  Images images;
  if (array.dtype == "u1") {
    Bytes bytes = Bytes::uninitialized(shape);
    std::copy(array.data().begin(), array.data().end(), bytes.begin());
    images.pixels = std::move(bytes);
  } else {
    const Tensor numbers = to_float(array).reshape(shape);
    require_finite(numbers, path);
    images.pixels = numbers;
  }
  return layout == Layout::nhwc ? channels_first(images) : images;
}

std::vector<Index> read_label_array(const std::string& path) {
  const NpyArray array = read_npy(path);
  if (array.dtype[0] != 'i' && array.dtype[0] != 'u' && array.shape.size() != 2) refuse_label_type(array);
  if (array.shape.size() == 2 && array.shape[1] > 1)
    fail(path, ": it holds an array of shape ", to_string(array.shape),
         "; expected labels as [N]; if each row has ", array.shape[1],
         " entries with a one at its class: ", numpy_remedy(path, "{}.argmax(1)"));
  require(array.shape.size() == 1, path, ": it holds an array of shape ", to_string(array.shape),
          "; expected labels as [N]: ", numpy_remedy(path, "{}.reshape(-1)"));
  require(array.shape[0] > 0, path, ": it holds no labels");
  std::vector<Index> numbers = to_integers(array);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    require(numbers[i] >= 0 && numbers[i] <= largest_label, path, ": label number ", i, " is ", numbers[i],
            "; expected 0 to ", largest_label, "; to number the classes from 0: ", renumbering(path));
  return numbers;
}

void require_labels_within(const std::vector<Index>& labels, Index classes, const std::string& path,
                           const std::string& remedy) {
  const auto beyond =
      std::find_if(labels.begin(), labels.end(), [&](Index label) { return label >= classes; });
  if (beyond == labels.end()) return;
  const auto [least, largest] = std::minmax_element(labels.begin(), labels.end());
  fail(path, ": label number ", beyond - labels.begin(), " is ", *beyond, "; with ", classes,
       " classes, expected 0 to ", classes - 1,
       *least == 1 && *largest == classes ? "; these count from 1: " + numpy_remedy(path, "{} - 1") : remedy);
}

Dataset load_arrays(const ArrayFiles& files, const Limits& limits) {
  require(!files.train_images.empty(), "own data need training images (--train-images F.npy)");
  require(files.test_labels.empty() || !files.test_images.empty(), files.test_labels,
          ": test labels without test images; give both (--test-images F.npy) or neither");
  require(files.test_labels.empty() || !files.train_labels.empty(), files.test_labels,
          ": test labels without training labels; give both (--train-labels F.npy) or neither");
  Dataset dataset;
  dataset.name = "own";
  dataset.train = read_part(files.train_images, files.train_labels, files.layout);
  if (!files.test_images.empty()) {
    dataset.test = read_part(files.test_images, files.test_labels, files.layout);
    const Shape &train = dataset.train.shape(), &test = dataset.test.shape();
    require(std::equal(train.begin() + 1, train.end(), test.begin() + 1), files.test_images,
            ": the test images have shape ", to_string(test), ", the training images ", to_string(train),
            "; expected the same channels, height and width",
            size_remedy(test, {train[1], train[2], train[3]}, files.test_images));
  }
  dataset.classes =
      dataset.train.labels.empty() ? 0 : files.classes.value_or(largest_label_plus_one(dataset));
  const std::string remedy = concat("; give --classes ", largest_label_plus_one(dataset));
  require_labels_within(dataset.train.labels, dataset.classes, files.train_labels, remedy);
  require_labels_within(dataset.test.labels, dataset.classes, files.test_labels, remedy);
  return finished(limited(std::move(dataset), limits));
}

}  // namespace lgn
