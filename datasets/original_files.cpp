#include "datasets/original_files.h"

#include <algorithm>

#include "tensor/error.h"
#include "tensor/io/file.h"
#include "tensor/io/sha256.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

const std::vector<OriginalFiles>& all_files() {
  static const std::vector<OriginalFiles> sets = {
      {"mnist",
       "MNIST",
       {"mnist", "MNIST/raw"},
       {{"train-images-idx3-ubyte", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"},
        {"train-labels-idx1-ubyte", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"},
        {"t10k-images-idx3-ubyte", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"},
        {"t10k-labels-idx1-ubyte", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"}}},
      {"fashion",
       "Fashion-MNIST",
       {"fashion", "FashionMNIST/raw"},
       {{"train-images-idx3-ubyte", "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"},
        {"train-labels-idx1-ubyte", "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"},
        {"t10k-images-idx3-ubyte", "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"},
        {"t10k-labels-idx1-ubyte", "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"}}},
      {"cifar10",
       "CIFAR-10",
       {"cifar10", "cifar-10-batches-bin"},
       {{"data_batch_1.bin", "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"},
        {"data_batch_2.bin", "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"},
        {"data_batch_3.bin", "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"},
        {"data_batch_4.bin", "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"},
        {"data_batch_5.bin", "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"},
        {"test_batch.bin", "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"}}},
      {"sample",
       "the embedded sample",
       {"sample"},
       {{"train-images-idx3-ubyte", "626b8bf8433327de7912bae1d0e4c70fdcca53de33970297bf9a2205500c574a"},
        {"train-labels-idx1-ubyte", "86cccad95ab36653e416733235fc8fbb50b9429417f4eb2feb35e0b9a294e83c"},
        {"t10k-images-idx3-ubyte", "7a6d8e07ea021ec5bc73135ebd0a5770799557ec6f8242d8749c4f32a3cf4643"},
        {"t10k-labels-idx1-ubyte", "b40abac7ec8228f434940f579deb7cf7b6e3103b5274cb91d1545771f5ef1c8b"}}},
      {"mnist1d",
       "MNIST-1D, embedded",
       {"sample"},
       {{"mnist1d-signals.npy", "ee23b049ac42100b646f58af8d64c503864e1313c1c7254178516dacbeed61f5"},
        {"mnist1d-labels.npy", "31dba23f829f33db0f6bb020819c737c5945bd3aa49731aa9b3c56fccbd66fab"}}}};
  return sets;
}

/// Throws Error when the sum is that of an original file of another data set.
void require_not_of_another_set(const OriginalFiles& set, const LoadedFile& file) {
  for (const OriginalFiles& other : all_files())
    for (const OriginalFile& original : other.files)
      require(&other == &set || file.sha256 != original.sha256, file.path, ": this is ", original.name, " of ",
              other.title, ", but ", set.title, " was asked for");
}

}  // namespace

const OriginalFiles& original_files(std::string_view name) {
  for (const OriginalFiles& set : all_files())
    if (set.name == name) return set;
  fail("there are no original files of a data set named '", name, "'");
}

std::vector<LoadedFile> read_original_files(const OriginalFiles& set, const std::string& folder) {
  std::vector<LoadedFile> loaded(set.files.size());
  parallel_for(static_cast<Index>(loaded.size()), [&](Index i) {
    LoadedFile& file = loaded[i];
    file.path = join(folder, set.files[i].name);
    file.bytes = read_file(file.path);
    file.sha256 = sha256_hex(file.bytes);
  });
  for (const LoadedFile& file : loaded) require_not_of_another_set(set, file);
  return loaded;
}

std::string difference_note(const OriginalFiles& set, const std::vector<LoadedFile>& loaded) {
  std::string first, others;
  for (std::size_t i = 0; i < loaded.size(); ++i) {
    const OriginalFile& original = set.files[i];
    if (loaded[i].sha256 == original.sha256) continue;
    if (first.empty())
      first = concat("the ", set.title, " files are not bit for bit the original ones: ", original.name,
                     " has SHA-256 ", loaded[i].sha256.substr(0, 16), "..., the original ",
                     std::string_view(original.sha256).substr(0, 16), "...");
    else
      others += concat(others.empty() ? "; likewise " : ", ", original.name);
  }
  return first + others;
}

}  // namespace lgn
