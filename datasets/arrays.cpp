#include "datasets/arrays.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "datasets/array_refusals.h"
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
       " of it); expected finite numbers; for 0 in place of others: ",
       numpy_remedy(path, "numpy.nan_to_num({}, nan=0, posinf=0, neginf=0)"));
}

/// One part of a data set; the labels' path may be empty.
Images read_part(const std::string& image_path, const std::string& label_path, Layout layout, const Shape& image = {}) {
  Images images = read_image_array(image_path, layout, image);
  if (!label_path.empty()) {
    images.labels = read_label_array(label_path);
    require_one_each(label_path, images.labels, image_path, images.count());
  }
  return images;
}

/// A matrix as floats, where it is of a type that can be read.
std::optional<Tensor> matrix_of(const NpyArray& array) {
  const std::string& type = array.dtype;
  if (type == "u1" || type == "f4" || type == "f8") return to_float(array);
  if (type[0] != 'i' && type[0] != 'u') return std::nullopt;
  Tensor matrix(array.shape);
  const std::vector<Index> integers = to_integers(array);
  std::transform(integers.begin(), integers.end(), matrix.begin(), [](Index i) { return static_cast<float>(i); });
  return matrix;
}

/// Whether the entries of every row are shares of one: a one and zeros, or probabilities. Truth values and
/// half-precision numbers hardly are anything else.
bool holds_shares(const NpyArray& array) {
  const std::optional<Tensor> matrix = matrix_of(array);
  for (Index i = 0; matrix && i < array.shape[0]; ++i) {
    double sum = 0;
    for (Index j = 0; j < array.shape[1]; ++j) {
      if ((*matrix)(i, j) < 0) return false;
      sum += (*matrix)(i, j);
    }
    if (std::abs(sum - 1) > 1e-2) return false;
  }
  return array.dtype[0] != 'U' && array.dtype[0] != 'S';
}

Index largest_label_plus_one(const Dataset& dataset) {
  Index largest = -1;
  for (const auto* labels : {&dataset.train.labels, &dataset.test.labels})
    for (Index label : *labels) largest = std::max(largest, label);
  return largest + 1;
}

/// An array of uint8, float32 or float64; others are refused with the line that makes it one.
NpyArray read_numbers(const std::string& path) {
  NpyArray array = read_npy(path);
  if (array.dtype != "u1" && array.dtype != "f4" && array.dtype != "f8") refuse_image_type(array);
  return array;
}

}  // namespace

Tensor read_finite(const std::string& path) {
  const Tensor numbers = to_float(read_numbers(path));
  require_finite(numbers, path);
  return numbers;
}

Images read_image_array(const std::string& path, Layout layout, const Shape& image) {
  const NpyArray array = read_numbers(path);
  const Shape shape = image_axes(array.shape, layout, path, image);
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
  const Shape& shape = array.shape;
  const std::string found = concat(path, ": it holds an array of shape ", shape, "; expected labels as [N]");
  if (shape.size() == 2 && shape[0] > 1 && shape[1] > 1) {
    if (holds_shares(array))
      fail(found, "; each row has ", shape[1],
           " entries, the largest at its class: ", numpy_remedy(path, "{}.argmax(1)"));
    const Index column = shape[1] > 8 ? 0 : -1;  // before the pixels, or behind a number or a file's name
    fail(found, "; if column ", column, " holds them: ", numpy_remedy(path, concat("{}[:,", column, "]")));
  }
  require(
      element_count(shape) == 0 || std::count(shape.begin(), shape.end(), 1) + 1 >= static_cast<Index>(shape.size()),
      found, "; are these the images? They belong to --train-images or the like");
  require(shape.size() == 1, found, ": ", numpy_remedy(path, "{}.reshape(-1)"));
  require(shape[0] > 0, path, ": it holds no labels; expected one for each image: save it again when it is filled");
  std::vector<Index> numbers = to_integers(array);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    require(numbers[i] >= 0 && numbers[i] <= largest_label, path, ": label number ", i, " is ", numbers[i],
            "; expected 0 to ", largest_label, "; to number the classes from 0: ", renumbering(path));
  return numbers;
}

void require_labels_within(const std::vector<Index>& labels, Index classes, const std::string& path,
                           const std::string& remedy) {
  const auto beyond = std::find_if(labels.begin(), labels.end(), [&](Index label) { return label >= classes; });
  if (beyond == labels.end()) return;
  const auto [least, largest] = std::minmax_element(labels.begin(), labels.end());
  fail(path, ": label number ", beyond - labels.begin(), " is ", *beyond, "; with ", classes,
       " classes, expected 0 to ", classes - 1,
       *least == 1 && *largest == classes ? "; these count from 1: " + numpy_remedy(path, "{} - 1") : remedy);
}

void require_one_each(const std::string& label_path, const std::vector<Index>& labels, const std::string& image_path,
                      Index images) {
  const auto count = static_cast<Index>(labels.size());
  const Index both = std::min(count, images);
  require(count == images, label_path, ": it holds ", count, " labels, but ", image_path, " holds ", images,
          " images; expected one label for each image; if the first ", both,
          " belong together: ", numpy_remedy(count > images ? label_path : image_path, concat("{}[:", both, "]")));
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
    const Shape& train = dataset.train.shape();
    dataset.test = read_part(files.test_images, files.test_labels, files.layout, Shape(train.begin() + 1, train.end()));
    const Shape& test = dataset.test.shape();
    require(std::equal(train.begin() + 1, train.end(), test.begin() + 1), files.test_images,
            ": the test images have shape ", test, ", the training images ", train,
            "; expected the same channels, height and width",
            size_remedy(test, {train[1], train[2], train[3]}, files.test_images));
  }
  dataset.classes = dataset.train.labels.empty() ? 0 : files.classes.value_or(largest_label_plus_one(dataset));
  const std::string remedy = concat("; give --classes ", largest_label_plus_one(dataset));
  require_labels_within(dataset.train.labels, dataset.classes, files.train_labels, remedy);
  require_labels_within(dataset.test.labels, dataset.classes, files.test_labels, remedy);
  return finished(limited(std::move(dataset), limits));
}

}  // namespace lgn
