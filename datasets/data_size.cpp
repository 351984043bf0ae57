#include "datasets/data_size.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "datasets/locate.h"
#include "datasets/original_files.h"
#include "tensor/io/file.h"
#include "tensor/io/npy.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

/// Looks at files only: what comes through a pipe can be read once.
std::string beginning_of(const std::string& path, std::size_t length) {
  require(std::filesystem::is_regular_file(path), path, " is no file that can be looked at");
  std::ifstream file(path, std::ios::binary);
  std::string beginning(length, '\0');
  file.read(beginning.data(), static_cast<std::streamsize>(length));
  beginning.resize(static_cast<std::size_t>(file.gcount()));
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
    if (rotated || gray)
      size.pixels += numbers_in(size.train) + numbers_in(size.test);  // made from the others
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
