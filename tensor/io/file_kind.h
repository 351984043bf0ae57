// What a file is, told by its first bytes, where it should hold something else. A download that went wrong,
// or another program's file, is best called by name.
#pragma once

#include <string>
#include <string_view>

namespace lgn {

struct FileKind {
  std::string name = {};      ///< "a web page, not data"; empty when nothing is known
  std::string unpack = {};    ///< how to get at the file itself; may be empty
  std::string as_array = {};  ///< the line of Python that makes a .npy file of it; may be empty
};

inline constexpr std::string_view npy_file = "a .npy file", safetensors_file = "a safetensors file",
                                  idx_file = "an IDX file", cifar10_file = "a file of the binary CIFAR-10";

/// What the first bytes tell. `path` is put into the remedies. Names the files above as well: they are what
/// is wanted elsewhere.
FileKind file_kind(std::string_view bytes, const std::string& path);

/// ": it is a web page, not data; expected an IDX file; .." for a file that should be `expected`, one of
/// those above; empty when nothing is known, or when it is that. Meant to follow a file's name in a sentence.
std::string unwanted_kind(std::string_view bytes, const std::string& path, std::string_view expected);

}  // namespace lgn
