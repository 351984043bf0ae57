#include "datasets/locate.h"

#include <cstdlib>

#include "tensor/error.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

std::vector<std::string> candidates(const OriginalFiles& set, const std::string& data_dir) {
  std::vector<std::string> roots;
  if (!data_dir.empty()) {
    roots = {data_dir};
  } else {
    const char* variable = std::getenv("DATA_DIR");
    if (variable && *variable) roots.push_back(variable);
    roots.push_back("data");
    roots.push_back(join(executable_folder(), "../data"));
  }
  std::vector<std::string> folders;
  for (const std::string& root : roots) {
    for (const char* name : set.folders) folders.push_back(join(root, name));
    folders.push_back(root);
  }
  if (data_dir.empty() && std::string_view(set.name) == "fashion") folders.push_back(distribution_folder);
  return folders;
}

/// Empty when `folder` holds every file; else what is wrong, to follow its name in a list.
std::string what_is_missing(const OriginalFiles& set, const std::string& folder) {
  if (!folder_exists(folder)) return " (no such folder)";
  std::size_t present = 0;
  std::string absent, compressed;
  for (const OriginalFile& file : set.files) {
    const std::string path = join(folder, file.name);
    if (file_exists(path)) {
      ++present;
    } else {
      if (absent.empty()) absent = file.name;
      if (compressed.empty() && file_exists(path + ".gz")) compressed = file.name;
    }
  }
  if (absent.empty()) return "";
  if (!compressed.empty())
    return folder == distribution_folder ? " (compressed: `make data` unpacks it)"
                                         : concat(" (has ", compressed, ".gz: unpack it with gunzip)");
  return present == 0 ? std::string(" (has none of the files)") : concat(" (lacks ", absent, ")");
}

}  // namespace

std::string locate(const OriginalFiles& set, const std::string& data_dir) {
  const bool sample = std::string_view(set.folders.front()) == "sample";
  const std::vector<std::string> folders =
      sample ? std::vector{join(executable_folder(), "sample")} : candidates(set, data_dir);
  std::string looked_at;
  for (const std::string& folder : folders) {
    const std::string missing = what_is_missing(set, folder);
    if (missing.empty()) return folder;
    looked_at += concat(looked_at.empty() ? "" : ", ", folder, missing);
  }
  fail("the files of ", set.title, " (", set.files.front().name, " and ", set.files.size() - 1,
       " more) were not found; looked in: ", looked_at,
       sample ? "; type `make` to unpack it"
              : "; type `make data` to download them, or name their folder with --data-dir or DATA_DIR");
}

}  // namespace lgn
