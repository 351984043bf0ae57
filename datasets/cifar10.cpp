#include "datasets/cifar10.h"

#include <cstring>

#include "datasets/file_kind.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

constexpr Index pixels = 3 * 32 * 32;
constexpr Index record = 1 + pixels;
constexpr Index classes = 10;

void check_file(std::string_view file, Index per_file, const std::string& path) {
  const std::string kind = unwanted_kind(file);
  require(kind.empty(), path, kind);
  require(static_cast<Index>(file.size()) == per_file * record, path, ": it has ", file.size(),
          " bytes; a file of the binary CIFAR-10 has ", per_file * record, " (", per_file,
          " images); get it again (`make data`)");
}

}  // namespace

Images parse_cifar10(const std::vector<std::string>& files, const std::vector<std::string>& paths,
                     Index per_file) {
  for (std::size_t f = 0; f < files.size(); ++f) check_file(files[f], per_file, paths[f]);
  const Index count = per_file * static_cast<Index>(files.size());
  Bytes bytes = Bytes::uninitialized({count, 3, 32, 32});
  std::vector<Index> labels(static_cast<std::size_t>(count));
  parallel_for(static_cast<Index>(files.size()), [&](Index f) {
    for (Index i = 0; i < per_file; ++i) {
      const char* from = files[static_cast<std::size_t>(f)].data() + i * record;
      const Index label = static_cast<unsigned char>(*from);
      require(label < classes, paths[static_cast<std::size_t>(f)], ": the label of image ", i, " is ", label,
              "; expected 0 to ", classes - 1);
      labels[static_cast<std::size_t>(f * per_file + i)] = label;
      std::memcpy(bytes.data() + (f * per_file + i) * pixels, from + 1, pixels);
    }
  });
  return {std::move(bytes), std::move(labels)};
}

}  // namespace lgn
