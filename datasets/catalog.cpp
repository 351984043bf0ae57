#include "datasets/catalog.h"

#include <algorithm>

#include "datasets/cifar10.h"
#include "datasets/gray.h"
#include "datasets/idx.h"
#include "datasets/locate.h"
#include "datasets/mnist1d.h"
#include "datasets/original_files.h"
#include "datasets/rotated.h"

namespace lgn {
namespace {

constexpr Index classes = 10;  // of all of them

/// One part of MNIST or of a data set in its format.
Images idx_part(const LoadedFile& images, const LoadedFile& labels) {
  Images part{parse_idx_images(images.bytes, images.path),
              parse_idx_labels(labels.bytes, classes, labels.path)};
  require(static_cast<Index>(part.labels.size()) == part.count(), labels.path, ": it holds ",
          part.labels.size(), " labels, but ", images.path, " holds ", part.count(), " images");
  return part;
}

Dataset load_idx(const std::vector<LoadedFile>& files) {
  Dataset dataset;
  dataset.train = idx_part(files[0], files[1]);
  dataset.test = idx_part(files[2], files[3]);
  const Shape &train = dataset.train.shape(), &test = dataset.test.shape();
  require(train[2] == test[2] && train[3] == test[3], files[2].path, ": the test images have ", test[2],
          " x ", test[3], " pixels, the training images ", train[2], " x ", train[3]);
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
  Dataset dataset = name == "cifar10"   ? load_cifar10(files)
                    : name == "mnist1d" ? load_mnist1d(files)
                                        : load_idx(files);
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

}  // namespace lgn
