// The files as their publishers gave them out: names, folders, SHA-256 sums.
//
// A data set that is nearly the right one spoils a comparison unnoticed, so every file that is loaded is held
// against the original's sum, and where it differs a note travels with the data into every table.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lgn {

struct OriginalFile {
  const char* name;
  const char* sha256;  ///< of the file unpacked, as programs read it
};

struct OriginalFiles {
  const char* name;                  ///< as in --dataset
  const char* title;                 ///< in sentences
  std::vector<const char*> folders;  ///< what a folder with the files may be called, in a folder of data sets
  std::vector<OriginalFile> files;
};

/// mnist, fashion, cifar10, sample and mnist1d; throws Error for another name.
const OriginalFiles& original_files(std::string_view name);

/// A file that was loaded.
struct LoadedFile {
  std::string path;
  std::string bytes;
  std::string sha256;
};

/// Reads the files of `set` from `folder`, in their order. Throws Error when one cannot be read, and when
/// one is another data set's (the files of MNIST and of Fashion-MNIST have the same names).
std::vector<LoadedFile> read_original_files(const OriginalFiles& set, const std::string& folder);

/// Empty when all files are the originals bit for bit, else one sentence that names those that are not.
std::string difference_note(const OriginalFiles& set, const std::vector<LoadedFile>& loaded);

}  // namespace lgn
