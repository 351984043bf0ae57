#include "datasets/whitening_cache.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "tensor/io/file.h"
#include "tensor/io/safetensors.h"
#include "tensor/io/sha256.h"

namespace lgn {
namespace {

std::string file_of(const std::string& key) {
  return join(cache_folder(), "whitening-" + key + ".safetensors");
}

std::string environment(const char* variable) {
  const char* value = std::getenv(variable);
  return value ? value : "";
}

std::string sum_of(const Whitening& whitening) {
  Sha256 sum;
  for (const Tensor* tensor : {&whitening.mean, &whitening.zca})
    sum.update(
        {reinterpret_cast<const char*>(tensor->data()), static_cast<std::size_t>(tensor->count()) * sizeof(float)});
  sum.update(std::to_string(whitening.degenerate));
  return sum.hex();
}

}  // namespace

std::string cache_folder() {
  if (const std::string folder = environment("LGN_CACHE"); !folder.empty()) return folder;
  if (const std::string folder = environment("XDG_CACHE_HOME"); !folder.empty()) return join(folder, "lgn");
  if (const std::string folder = environment("HOME"); !folder.empty()) return join(folder, ".cache/lgn");
  return "";
}

std::optional<Whitening> cached_whitening(const std::string& key) {
  if (cache_folder().empty() || !file_exists(file_of(key))) return std::nullopt;
  try {
    const SafetensorsFile file = read_safetensors(file_of(key));
    Whitening whitening;
    whitening.mean = file.float_tensor("zca_mean");
    whitening.zca = file.float_tensor("zca");
    whitening.degenerate = file.integers("degenerate").at(0);
    const Index D = whitening.mean.count();
    if (whitening.zca.shape() == Shape{D, D} && file.metadata.at("sum") == sum_of(whitening)) return whitening;
  } catch (const std::exception&) {
    // Damaged: as good as absent.
  }
  return std::nullopt;
}

void keep_whitening(const std::string& key, const Whitening& whitening) {
  if (cache_folder().empty()) return;
  try {
    SafetensorsFile file;
    file.metadata["sum"] = sum_of(whitening);
    file.add("zca_mean", whitening.mean);
    file.add("zca", whitening.zca);
    file.add("degenerate", std::vector<Index>{whitening.degenerate});
    make_folders(cache_folder());
    write_safetensors(file_of(key), file);
  } catch (const Error&) {
    // Not kept: the next run computes it again.
  }
}

bool may_be_cached(Index D) {
  const auto least = static_cast<std::uintmax_t>(D * D + D) * sizeof(float);
  constexpr std::uintmax_t longest_header = 1000;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(cache_folder(), none)) {
    const std::uintmax_t size = entry.file_size(none);
    if (!none && size >= least && size < least + longest_header) return true;
  }
  return false;
}

}  // namespace lgn
