#include "datasets/catalog.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "datasets/derived.h"
#include "datasets/formats.h"
#include "datasets/locate.h"
#include "datasets/mnist1d.h"
#include "datasets/original_files.h"
#include "tensor/io/file.h"
#include "tensor/io/npy.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

constexpr Index classes = 10;  // of all of them

/// One part of MNIST or of a data set in its format.
Images idx_part(const LoadedFile& images, const LoadedFile& labels) {
  Images part{parse_idx_images(images.bytes, images.path), parse_idx_labels(labels.bytes, classes, labels.path)};
  require(static_cast<Index>(part.labels.size()) == part.count(), labels.path, ": it holds ", part.labels.size(),
          " labels, but ", images.path, " holds ", part.count(), " images");
  return part;
}

Dataset load_idx(const std::vector<LoadedFile>& files) {
  Dataset dataset;
  dataset.train = idx_part(files[0], files[1]);
  dataset.test = idx_part(files[2], files[3]);
  const Shape &train = dataset.train.shape(), &test = dataset.test.shape();
  require(train[2] == test[2] && train[3] == test[3], files[2].path, ": the test images have ", test[2], " x ", test[3],
          " pixels, the training images ", train[2], " x ", train[3]);
  return dataset;
}

Dataset load_cifar10(std::vector<LoadedFile>& files) {
  std::vector<std::string> bytes, paths;
  for (LoadedFile& file : files) {
    bytes.push_back(std::move(file.bytes));
    paths.push_back(file.path);
  }
  return parse_cifar10(bytes, paths);
}

Dataset load_mnist1d(std::vector<LoadedFile>& files) {
  return parse_mnist1d(std::move(files[0].bytes), files[0].path, std::move(files[1].bytes), files[1].path);
}

/// The data set as its files hold it.
Dataset load_files(const std::string& name, const std::string& data_dir) {
  const OriginalFiles& set = original_files(name);
  std::vector<LoadedFile> files = read_original_files(set, locate(set, data_dir));
  const std::string note = difference_note(set, files);
  Dataset dataset = name == "cifar10" ? load_cifar10(files) : name == "mnist1d" ? load_mnist1d(files) : load_idx(files);
  if (!note.empty()) dataset.notes.push_back(note);
  dataset.name = name;
  dataset.classes = classes;
  return dataset;
}

Dataset in_gray(Dataset dataset) {
  dataset.train = gray(dataset.train);
  dataset.test = gray(dataset.test);
  dataset.name += "-gray";
  return dataset;
}

/// Looks at files only: what comes through a pipe can be read once.
std::string beginning_of(const std::string& path, std::size_t length) {
  require(std::filesystem::is_regular_file(path), path, " is no file that can be looked at");
  std::ifstream file(path, std::ios::binary);
  std::string beginning(length, '\0');
  file.read(beginning.data(), static_cast<std::streamsize>(length));
  beginning.resize(file.gcount());
  return beginning;
}

double numbers_in(const Shape& shape) {
  return static_cast<double>(element_count(shape));
}

/// The shape that an IDX file of images announces.
Shape idx_shape(const std::string& path) {
  const std::string header = beginning_of(path, 16);
  require(header.size() == 16, path, ": too short");
  Shape numbers;
  for (std::size_t i = 4; i < 16; i += 4) {
    Index number = 0;
    for (std::size_t b = 0; b < 4; ++b) number = number << 8 | static_cast<unsigned char>(header[i + b]);
    numbers.push_back(number);
  }
  require(header.starts_with(std::string("\0\0\x08\x03", 4)) && *std::min_element(numbers.begin(), numbers.end()) >= 1,
          path, " is no IDX file of images");  // loading says more
  return {numbers[0], 1, numbers[1], numbers[2]};
}

struct ArraySize {
  Shape shape;
  double file, pixels;  // bytes
};

ArraySize array_size(const std::string& path, Layout layout) {
  constexpr std::size_t longest_header = 1 << 16;
  const NpyArray array = npy_header(beginning_of(path, longest_header), path);
  Shape shape = image_axes(array.shape, layout, path);
  const auto file = static_cast<double>(std::filesystem::file_size(path));
  const double pixels = numbers_in(shape) * (array.dtype == "u1" ? 1 : 4);
  // Read as they are, then with their channels first: for a moment twice.
  if (layout == Layout::nhwc) return {{shape[0], shape[3], shape[1], shape[2]}, file + pixels, pixels};
  return {shape, file, pixels};
}

std::optional<DataSize> unless_unknown(FunctionRef<DataSize()> find) {
  try {
    return find();
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace

const std::vector<std::string>& dataset_names() {
  static const std::vector<std::string> names = {"sample",  "mnist",        "fashion", "rotated-mnist",
                                                 "cifar10", "cifar10-gray", "mnist1d"};
  return names;
}

Dataset load_dataset(const std::string& name, const std::string& data_dir, const Limits& limits) {
  const auto& names = dataset_names();
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    std::string list;
    for (const std::string& known : names) list += (list.empty() ? "" : ", ") + known;
    fail("there is no data set named '", name, "'; expected one of ", list);
  }
  if (name == "rotated-mnist") return finished(limited(rotated(load_files("mnist", data_dir)), limits));
  if (name == "cifar10-gray") return finished(in_gray(limited(load_files("cifar10", data_dir), limits)));
  return finished(limited(load_files(name, data_dir), limits));
}

std::optional<DataSize> size_of_dataset(const std::string& name, const std::string& data_dir) {
  return unless_unknown([&] {
    const bool rotated = name == "rotated-mnist", gray = name == "cifar10-gray";
    const OriginalFiles& set = original_files(rotated ? "mnist" : gray ? "cifar10" : name);
    const std::string folder = locate(set, data_dir);
    DataSize size;
    for (const OriginalFile& file : set.files)
      size.loading += 2 * static_cast<double>(std::filesystem::file_size(join(folder, file.name)));
    size.pixels = size.loading / 2;
    if (name == "mnist1d") {
      size.train = {4000, 1, 1, 40}, size.test = {1000, 1, 1, 40};
    } else if (set.files.size() == 4) {
      size.train = idx_shape(join(folder, set.files[0].name));
      size.test = idx_shape(join(folder, set.files[2].name));
    } else {
      size.train = {50000, gray ? 1 : 3, 32, 32}, size.test = {10000, gray ? 1 : 3, 32, 32};
    }
    if (rotated || gray) size.pixels += numbers_in(size.train) + numbers_in(size.test);  // made from the others
    return size;
  });
}

std::optional<DataSize> size_of_arrays(const ArrayFiles& files) {
  return unless_unknown([&] {
    const ArraySize train = array_size(files.train_images, files.layout);
    DataSize size{train.shape, {}, train.file + train.pixels, train.pixels};
    if (files.test_images.empty()) return size;
    const ArraySize test = array_size(files.test_images, files.layout);
    size.test = test.shape;
    size.pixels += test.pixels;
    size.loading = std::max(size.loading, size.pixels + test.file);
    return size;
  });
}

}  // namespace lgn
