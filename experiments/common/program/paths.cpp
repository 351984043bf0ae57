#include "experiments/common/program/paths.h"

#include <filesystem>
#include <system_error>

#include "tensor/error.h"
#include "tensor/io/file.h"
#include "tensor/io/quote.h"

namespace lgn {
namespace {

namespace fs = std::filesystem;

/// The one name of what is, or would be, at a path: without links, even one whose target is not there yet.
fs::path true_path(const std::string& path) {
  std::error_code ignored;
  fs::path file = fs::absolute(path, ignored);
  for (int links = 0; links < 40 && fs::is_symlink(file, ignored); ++links)
    file = file.parent_path() / fs::read_symlink(file, ignored);
  return fs::weakly_canonical(file, ignored).lexically_normal();
}

bool is_device(const std::string& path) {
  std::error_code ignored;
  return fs::exists(path, ignored) && !fs::is_regular_file(path, ignored) && !fs::is_directory(path, ignored);
}

bool same_file(const std::string& a, const std::string& b) {
  std::error_code ignored;
  return true_path(a) == true_path(b) || fs::equivalent(a, b, ignored);
}

}  // namespace

void require_separate(const std::vector<NamedPath>& inputs, const std::vector<NamedPath>& outputs) {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const auto& [flag, path] = outputs[i];
    if (path.empty() || is_device(path)) continue;
    for (const NamedPath& input : inputs)
      require(input.path.empty() || !same_file(path, input.path), flag, " ", path, " is the file that ", input.flag,
              " reads", path == input.path ? "" : " (" + input.path + ")",
              "; it would be overwritten, so nothing was done: give ", flag, " another name");
    for (std::size_t j = 0; j < i; ++j)
      require(outputs[j].path.empty() || !same_file(path, outputs[j].path), flag, " ", path, " is the file that ",
              outputs[j].flag, " writes", path == outputs[j].path ? "" : " (" + outputs[j].path + ")",
              "; one would overwrite the other, so nothing was done: give ", flag, " another name");
    require(!folder_exists(path), flag, " ", path, " is a folder; expected the name of a file, as ",
            shell_word(join(path, "output")));
    const std::string folder = fs::path(path).parent_path().string();
    require(folder.empty() || folder_exists(folder), flag, " ", path, ": there is no folder ", folder,
            "; make it with: mkdir -p ", shell_word(folder));
  }
}

void require_not_written_by_run(const std::vector<NamedPath>& inputs, const std::string& out) {
  std::error_code ignored;
  constexpr auto skip = fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator at(out, skip, ignored), end; at != end; at.increment(ignored)) {
    const std::string kind = at->path().extension().string();
    for (const char* written : {".safetensors", ".json", ".jsonl", ".png", ".txt", ".csv"})
      for (const auto& [flag, path] : inputs)
        require(kind != written || !fs::equivalent(at->path(), path, ignored), flag, " ", path, " lies in --out ", out,
                ", where this run would overwrite or remove it (", at->path().string(),
                "), so nothing was done: name another --out");
  }
}

bool is_within(const std::string& path, const std::string& folder) {
  const fs::path inner = true_path(path), outer = true_path(folder);
  for (fs::path at = inner;; at = at.parent_path()) {
    if (at == outer) return true;
    if (at == at.parent_path()) return false;
  }
}

}  // namespace lgn
