#include "datasets/locate.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>

#include "tensor/error.h"
#include "tensor/io/file.h"
#include "tensor/io/quote.h"

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

/// A name as people's programs change it: without dots, dashes and upper case ("train-images.idx3-ubyte").
std::string bare(const std::string& name) {
  std::string letters;
  for (const unsigned char c : name)
    if (std::isalnum(c)) letters += static_cast<char>(std::tolower(c));
  return letters;
}

bool is_archive(const std::string& name) {
  for (const char* ending : {".tar.gz", ".tgz", ".tar", ".zip", ".7z", ".rar"})
    if (name.ends_with(ending)) return true;
  return false;
}

std::string unpacking(const std::string& archive, const std::string& folder) {
  const std::string from = shell_word(join(folder, archive)), to = shell_word(folder);
  if (archive.ends_with(".zip")) return "unzip " + from + " -d " + to;
  if (archive.ends_with(".7z") || archive.ends_with(".rar")) return "7z x " + from + " -o" + to;
  return "tar -xf " + from + " -C " + to;
}

bool holds_all(const OriginalFiles& set, const std::string& folder) {
  return std::all_of(set.files.begin(), set.files.end(),
                     [&](const OriginalFile& file) { return file_exists(join(folder, file.name)); });
}

/// What a folder without the files has instead, and the command that helps; empty when nothing is known.
/// Names are looked at in their order, so that the sentence is always the same.
std::string found_instead(const OriginalFiles& set, const std::string& folder, const std::string& absent) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  for (const std::string& name : names) {
    const std::string path = join(folder, name);
    if (folder_exists(path)) {
      for (const std::string& inner : {path, join(path, name)})
        if (holds_all(set, inner))
          return concat(" (has them one folder deeper: --data-dir ", shell_word(inner), ")");
    } else if (name != absent && bare(name) == bare(absent)) {
      return concat(" (has ", name, " instead of ", absent, ": mv ", shell_word(path), " ",
                    shell_word(join(folder, absent)), ")");
    } else if (name + ".bin" == absent) {
      return concat(" (has ", name, " of the version for Python, a pickle; needed is the binary version, ",
                    absent, ": type `make data`)");
    }
  }
  for (const std::string& name : names)
    if (is_archive(name)) return concat(" (has ", name, ", still packed: ", unpacking(name, folder), ")");
  return "";
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
                                         : concat(" (has ", compressed, ".gz: unpack it with gunzip ",
                                                  shell_word(join(folder, compressed)), ".gz)");
  if (const std::string found = found_instead(set, folder, absent); !found.empty()) return found;
  return present == 0 ? std::string(" (has none of the files)") : concat(" (lacks ", absent, ")");
}

}  // namespace

std::string locate(const OriginalFiles& set, const std::string& data_dir) {
  const bool sample = std::string_view(set.folders.front()) == "sample";
  const std::vector<std::string> folders =
      sample ? std::vector{join(executable_folder(), "sample"),
                           join(executable_folder(), "../share/lgn/sample")}  // where `make install` puts it
             : candidates(set, data_dir);
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
