#include "datasets/formats.h"

#include <cstring>

#include "tensor/io/file_kind.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

/// The big-endian number that is the `position`-th of the header.
std::uint32_t header_number(std::string_view file, std::size_t position) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8 | static_cast<unsigned char>(file[4 * position + i]);
  return number;
}

/// Checks the header's length and magic number and returns the count, which is at least 1.
std::uint32_t checked_count(std::string_view file, std::size_t header, std::uint32_t magic, const char* what,
                            const std::string& path) {
  const std::string kind = unwanted_kind(file, path, idx_file);
  require(kind.empty(), path, kind);
  require(file.size() >= header, path, ": it has ", file.size(), " bytes, too few for the header of an IDX file of ",
          what, "; get it again (`make data`)");
  require(header_number(file, 0) == magic, path, ": it begins with the number ", header_number(file, 0),
          "; an IDX file of ", what, " begins with ", magic);
  const std::uint32_t count = header_number(file, 1);
  require(count > 0, path, ": its header says that it holds no ", what);
  return count;
}

/// Checks that `count` items of `size` bytes each are all that follows the header. In double: a lying header
/// can claim more than 64 bits hold, and what a file can hold is exact.
void check_length(std::string_view file, std::size_t header, std::uint32_t count, double size, const char* what,
                  const std::string& path) {
  const auto present = static_cast<double>(file.size() - header);
  require(present >= count * size, path, ": its header says ", count, " ", what, " of ", size, " bytes each; only ",
          present, " bytes follow: it is cut short, get it again (`make data`)");
  require(present <= count * size, path, ": ", present - count * size, " bytes follow after the last of its ", count,
          " ", what, "; expected the end of the file");
}

}  // namespace

Bytes parse_idx_images(std::string_view file, const std::string& path) {
  constexpr std::size_t header = 16;
  const std::uint32_t count = checked_count(file, header, 2051, "images", path);
  const std::uint32_t rows = header_number(file, 2), columns = header_number(file, 3);
  require(rows > 0 && columns > 0, path, ": its header says images of ", rows, " x ", columns, " pixels");
  check_length(file, header, count, static_cast<double>(rows) * columns, "images", path);
  Bytes images = Bytes::uninitialized({count, 1, rows, columns});
  std::copy(file.begin() + header, file.end(), images.begin());
  return images;
}

std::vector<Index> parse_idx_labels(std::string_view file, Index classes, const std::string& path) {
  constexpr std::size_t header = 8;
  const std::uint32_t count = checked_count(file, header, 2049, "labels", path);
  check_length(file, header, count, 1, "labels", path);
  std::vector<Index> labels(count);
  for (std::size_t i = 0; i < count; ++i) {
    labels[i] = static_cast<unsigned char>(file[header + i]);
    require(labels[i] < classes, path, ": label number ", i, " is ", labels[i], "; expected 0 to ", classes - 1);
  }
  return labels;
}

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
    images.labels[first + i] = label;
    std::memcpy(to + i * pixels, from + 1, pixels);
  }
}

Images uninitialized_images(Index count) {
  return {Bytes::uninitialized({count, 3, 32, 32}), std::vector<Index>(count)};
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
    copy_records(files[f], paths[f], is_test ? dataset.test : dataset.train, is_test ? 0 : f * per_file);
  });
  return dataset;
}

}  // namespace lgn
