#include "datasets/cifar10.h"

#include <cstring>

#include "tensor/io/file_kind.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

constexpr Index pixels = 3 * 32 * 32;
constexpr Index record = 1 + pixels;
constexpr Index label_count = 10;

void check_file(std::string_view file, Index per_file, const std::string& path) {
  if (static_cast<Index>(file.size()) == per_file * record) return;
  const std::string kind = unwanted_kind(file, path, cifar10_file);
  require(kind.empty(), path, kind);
  fail(path, ": it has ", file.size(), " bytes; a file of the binary CIFAR-10 has ", per_file * record, " (", per_file,
       " images); get it again (`make data`)");
}

/// The records of a file, as images `first` .. of `images`.
void copy_records(std::string_view file, const std::string& path, Images& images, Index first) {
  const Index count = static_cast<Index>(file.size()) / record;
  std::uint8_t* to = std::get<Bytes>(images.pixels).data() + first * pixels;
  for (Index i = 0; i < count; ++i) {
    const char* from = file.data() + i * record;
    const Index label = static_cast<unsigned char>(*from);
    require(label < label_count, path, ": the label of image ", i, " is ", label, "; expected 0 to ", label_count - 1);
    images.labels[static_cast<std::size_t>(first + i)] = label;
    std::memcpy(to + i * pixels, from + 1, pixels);
  }
}

Images uninitialized_images(Index count) {
  return {Bytes::uninitialized({count, 3, 32, 32}), std::vector<Index>(static_cast<std::size_t>(count))};
}

}  // namespace

Dataset parse_cifar10(const std::vector<std::string>& files, const std::vector<std::string>& paths, Index per_file) {
  for (std::size_t f = 0; f < files.size(); ++f) check_file(files[f], per_file, paths[f]);
  const auto train_files = static_cast<Index>(files.size()) - 1;
  Dataset dataset;
  dataset.name = "cifar10";
  dataset.classes = label_count;
  dataset.train = uninitialized_images(train_files * per_file);
  dataset.test = uninitialized_images(per_file);
  parallel_for(train_files + 1, [&](Index f) {
    const bool is_test = f == train_files;
    copy_records(files[static_cast<std::size_t>(f)], paths[static_cast<std::size_t>(f)],
                 is_test ? dataset.test : dataset.train, is_test ? 0 : f * per_file);
  });
  return dataset;
}

}  // namespace lgn
