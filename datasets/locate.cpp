#include "datasets/locate.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "tensor/error.h"
#include "tensor/io/file.h"
#include "tensor/io/quote.h"
#include "tensor/io/sha256.h"

namespace lgn {
namespace {

namespace fs = std::filesystem;

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

/// Whether a folder that holds all files of a set holds those of another: some have the same names.
bool is_of_another(const OriginalFiles& set, const std::string& folder) {
  const std::string sum = sha256_hex(read_file(join(folder, set.files.back().name)));
  for (const char* name : {"mnist", "fashion", "sample"}) {
    const OriginalFiles& other = original_files(name);
    if (&other != &set && other.files.back().sha256 == sum) return true;
  }
  return false;
}

/// The files below a folder, three deep, in the order of their names, so that a sentence is always the same.
std::vector<fs::path> files_below(const std::string& folder) {
  std::vector<fs::path> files;
  std::error_code ignored;
  constexpr auto skip = fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator at(folder, skip, ignored), end; at != end && files.size() < 10'000;
       at.increment(ignored)) {
    if (at.depth() >= 3) at.disable_recursion_pending();
    if (file_exists(at->path().string())) files.push_back(at->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// What a folder without the files has instead, and the command that helps; empty when nothing is known.
std::string found_instead(const OriginalFiles& set, const std::string& folder, const std::string& absent) {
  const std::vector<fs::path> files = files_below(folder);
  for (const fs::path& path : files) {
    const std::string name = path.filename().string(), inner = path.parent_path().string();
    if (name + ".bin" == absent)
      return concat(" (has ", name, " of the version for Python, a pickle; needed is the binary version, ", absent,
                    ": type `make data`)");
    if (bare(name) != bare(absent)) continue;
    if (holds_all(set, inner) && is_of_another(set, inner)) continue;
    if (holds_all(set, inner)) return concat(" (has them in a folder below: --data-dir ", shell_word(inner), ")");
    const std::string wanted = join(folder, absent), here = shell_word(wanted), aside = shell_word(wanted + ".1");
    if (!folder_exists(wanted))
      return concat(" (has ", path.lexically_relative(folder).string(), " instead of ", absent, ": mv ",
                    shell_word(path.string()), " ", here, ")");
    return concat(" (has a folder named ", absent, ": mv ", shell_word(path.string()), " ", aside, " && rmdir ", here,
                  " && mv ", aside, " ", here, ")");
  }
  for (const fs::path& path : files)
    if (is_archive(path.filename().string()))
      return concat(" (has ", path.filename().string(),
                    ", still packed: ", unpacking(path.filename().string(), path.parent_path().string()), ")");
  return files.empty() ? "" : concat(" (has none of the files, but ", files.front().filename().string(), ")");
}

/// Empty when `folder` holds every file; else what is wrong, to follow its name in a list.
std::string what_is_missing(const OriginalFiles& set, const std::string& folder) {
  if (!folder_exists(folder)) return file_exists(folder) ? " (a file, not a folder)" : " (no such folder)";
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
  const std::string found = found_instead(set, folder, absent);
  if (!found.empty() && (present == 0 || !found.starts_with(" (has none"))) return found;
  return present == 0 ? std::string(" (has none of the files)") : concat(" (lacks ", absent, ")");
}

}  // namespace

std::string locate(const OriginalFiles& set, const std::string& data_dir) {
  const bool sample = std::string_view(set.folders.front()) == "sample";
  const std::vector<std::string> folders =
      sample ? std::vector{join(executable_folder(), "sample"), join(executable_folder(), "../share/lgn/sample")}
             // where `make install` puts it
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
