#include "tensor/io/file_kind.h"

#include <algorithm>
#include <cctype>

#include "tensor/io/bytes.h"
#include "tensor/io/quote.h"

namespace lgn {
namespace {

/// "NAME.gz" is what gunzip wants to see.
std::string unpacking(const std::string& path, const char* ending, const char* program) {
  const std::string packed = path.ends_with(ending) ? path : path + ending;
  return concat(
      "unpack it with: ", packed == path ? "" : concat("mv ", shell_word(path), " ", shell_word(packed), " && "),
      program, " ", shell_word(packed));
}

std::string member(std::string_view archive, std::size_t at) {
  const std::size_t length = load<std::uint16_t>(archive.data() + at + 26);
  return std::string(archive.substr(at + 30, std::min<std::size_t>(length, 200)));
}

/// `object`: what follows the pickle's protocol. A dictionary becomes one of arrays, in which images and labels are
/// looked for next (datasets/arrays.h).
FileKind torch_kind(const std::string& path, std::string_view object) {
  const bool dictionary = object.starts_with('}') || object.starts_with("ccollections\nOrderedDict");
  return {
      dictionary ? "a dictionary of torch.save" : "a file of torch.save", "",
      numpy_remedy(path,
                   dictionary ? "numpy.array({k: v.detach().numpy() for k, v in {}.items() if hasattr(v, 'detach')})"
                              : "{}.detach().numpy()",
                   concat("torch.load(", python_text(path), ", map_location='cpu')"), "torch")};
}

/// A zip archive by its first member: NumPy's and PyTorch's files are such.
FileKind zip_kind(std::string_view bytes, const std::string& path) {
  const std::string first = bytes.size() > 30 ? member(bytes, 0) : "";
  if (first.ends_with(".npy")) {
    const std::string name = first.substr(0, first.size() - 4);
    const std::size_t end = bytes.rfind("PK\x05\x06");
    const bool single = end < bytes.size() - 12 && load<std::uint16_t>(bytes.data() + end + 10) == 1;
    return {concat("a .npz archive of NumPy, whose first array is '", name, "'"), "",
            numpy_remedy(path, single ? concat("{}[", python_text(name), "]") : "numpy.array(dict({}))")};
  }
  if (first.ends_with("/data.pkl") || first.ends_with("/byteorder") || first.ends_with("/version")) {
    const std::string_view object = bytes.substr(std::min(bytes.size() - 2, bytes.find("\x80\x02")) + 2);
    return torch_kind(path, object);
  }
  return {concat("a zip archive that is still packed (first in it: ", first, ")"),
          "unpack it with: unzip " + shell_word(path)};
}

FileKind pickle_kind(std::string_view bytes, const std::string& path) {
  const std::string_view start = bytes.substr(0, 512);
  const std::string file = concat("open(", python_text(path), ", 'rb')");
  if (start.find("batch_label") != std::string_view::npos)
    return {
        "a pickle of CIFAR-10's Python version", "",
        numpy_remedy(path, "{}", concat("pickle.load(", file, ", encoding='bytes')[b'data'].reshape(-1, 3, 32, 32)"),
                     "pickle")};
  constexpr std::string_view torch_magic = "\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";
  if (start.find(torch_magic) != std::string_view::npos) {  // before PyTorch 1.6: the object is the fourth pickle
    const std::size_t object = start.find(".\x80\x02", start.find("type_sizes"));
    return torch_kind(path, object < start.size() ? start.substr(object + 3) : "");
  }
  // The last operation before the end: a list was filled, or a tuple made (and remembered as q with a
  // number).
  std::string_view last = bytes.substr(0, bytes.size() - 1);
  const bool list = last.ends_with('e') || last.ends_with('a');
  last.remove_suffix(last.ends_with('\x94') ? 1 : last.size() > 2 && last[last.size() - 2] == 'q' ? 2 : 0);
  const bool tuple = last.ends_with('\x86') || last.ends_with('\x87');
  return {concat("a Python pickle", list    ? " of a list"
                                    : tuple ? " of a tuple"
                                            : ""),
          "",
          numpy_remedy(path,
                       list    ? "numpy.array([*{}, None], dtype=object)[:-1]"
                       : tuple ? "numpy.array(dict(enumerate({})))"
                               : "numpy.asarray({})",
                       concat("pickle.load(", file, ")"), "pickle")};
}

/// NumPy's name of the type that an IDX file announces; empty for none.
std::string idx_type(char code) {
  constexpr std::string_view codes = "\x08\x09\x0b\x0c\x0d\x0e";
  constexpr const char* names[] = {"uint8", "int8", ">i2", ">i4", ">f4", ">f8"};
  const std::size_t at = codes.find(code);
  return at == std::string_view::npos ? "" : names[at];
}

/// The numbers of an IDX file's header: the type, then the number of axes, then the extents.
FileKind idx_kind(std::string_view bytes, const std::string& path) {
  const auto axes = static_cast<std::size_t>(bytes[3]);
  std::string shape;
  for (std::size_t i = 1; i < axes && 4 * i + 8 <= bytes.size(); ++i) {
    std::uint32_t extent = 0;
    for (std::size_t j = 0; j < 4; ++j) extent = extent << 8 | static_cast<unsigned char>(bytes[4 * (i + 1) + j]);
    shape += concat(", ", extent);
  }
  return {"an IDX file, the format of MNIST", "",
          numpy_remedy(path, concat("{}.reshape(-1", shape, ")"),
                       concat("numpy.fromfile(", python_text(path), ", '", idx_type(bytes[2]),
                              "', offset=", 4 + 4 * axes, ")"))};
}

bool is_web_page(std::string_view start) {
  std::string text(start);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const std::size_t begin = text.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  if (begin == std::string::npos) return false;
  for (const char* tag : {"<!doctype html", "<html", "<head", "<?xml"})
    if (text.compare(begin, std::string_view(tag).size(), tag) == 0) return true;
  return false;
}

/// Numbers in text, with or without a line of headings.
FileKind table_kind(std::string_view start, const std::string& path) {
  const std::string_view line = start.substr(0, start.find('\n'));
  const bool is_text = std::all_of(start.begin(), start.end(), [](char c) {
    return (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\r' || c == '\t';
  });
  if (!is_text || line.find_first_not_of(" \t\r") == std::string_view::npos) return {};
  const std::string name = concat("text that begins \"", line.substr(0, 40), "\""), quoted = python_text(path);
  if (line[0] == '[' || line[0] == '{')
    return {name, "", numpy_remedy(path, "numpy.array({})", concat("json.load(open(", quoted, "))"), "json")};
  constexpr std::string_view letters = "ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ";
  const bool headings = line.find_first_of(letters) != std::string_view::npos;
  const bool words = start.substr(line.size()).find_first_of(letters) != std::string_view::npos;
  const bool commas = line.find(',') != std::string_view::npos;
  if (!commas && (words || start.find_first_of("0123456789") == std::string_view::npos))  // a name a line
    return {name, "", numpy_remedy(path, "numpy.array({})", concat("open(", quoted, ").read().splitlines()"))};
  return {name, "",
          numpy_remedy(path, "{}",
                       concat("numpy.loadtxt(", quoted, words ? ", str" : "", commas ? ", delimiter=','" : "",
                              headings ? ", skiprows=1" : "", ")"))};
}

bool is_safetensors(std::string_view bytes) {
  return bytes.size() > 10 && bytes.substr(8, 2) == "{\"" && load<std::uint64_t>(bytes.data()) <= bytes.size() - 8;
}

bool is_picture(std::string_view bytes) {
  for (const std::string_view magic : {"\x89PNG", "\xff\xd8\xff", "GIF8", "II*"})
    if (bytes.starts_with(magic)) return true;
  return false;
}

}  // namespace

FileKind file_kind(std::string_view bytes, const std::string& path) {
  const std::string_view start = bytes.substr(0, 512);
  const std::string quoted = python_text(path);
  if (is_web_page(start))
    return {"a web page, not data", "delete it and download the file itself (`make data` gets published ones)"};
  if (start.starts_with("version https://git-lfs"))
    return {"a pointer of Git LFS, not the file itself", "get it with: git lfs pull"};
  if (start.starts_with("\x1f\x8b")) return {"still compressed (gzip)", unpacking(path, ".gz", "gunzip")};
  if (start.starts_with("BZh")) return {"still compressed (bzip2)", unpacking(path, ".bz2", "bunzip2")};
  if (start.starts_with("\xfd"
                        "7zXZ"))
    return {"still compressed (xz)", unpacking(path, ".xz", "unxz")};
  if (start.starts_with("\x28\xb5\x2f\xfd")) return {"still compressed (zstd)", unpacking(path, ".zst", "unzstd")};
  if (start.starts_with("7z\xbc\xaf"))
    return {"a 7-zip archive that is still packed", "unpack it with: 7z x " + shell_word(path)};
  if (start.size() > 262 && start.substr(257, 5) == "ustar")
    return {"a tar archive that is still packed", "unpack it with: tar -xf " + shell_word(path)};
  if (start.starts_with("PK\x03\x04")) return zip_kind(bytes, path);
  if (start.starts_with("\x89HDF"))
    return {"an HDF5 file (Keras and MATLAB 7.3 write such)", "",
            numpy_remedy(path, "numpy.array({k: v[()] for k, v in {}.items()})", concat("h5py.File(", quoted, ")"),
                         "h5py")};
  if (start.starts_with("MATLAB 5.0"))
    return {"a MATLAB file", "",
            numpy_remedy(path, "numpy.array({k: v for k, v in {}.items() if k[0] != '_'})",
                         concat("scipy.io.loadmat(", quoted, ")"), "scipy.io")};
  if (start.starts_with("PAR1"))
    return {"a Parquet table", "",
            numpy_remedy(path, "{}", concat("pandas.read_parquet(", quoted, ").to_numpy()"), "pandas")};
  if (is_picture(bytes))
    return {"a single picture", "",
            numpy_remedy(path, "numpy.stack([{} for f in [" + quoted + "]])",
                         "numpy.asarray(PIL.Image.open(f).convert('L'))", "PIL.Image") +
                ", with all your pictures in the list"};
  if (start.starts_with("\x93NUMPY")) return {"a .npy file", "", ""};
  if (start.size() > 8 && start.starts_with(std::string_view("\0\0", 2)) && !idx_type(start[2]).empty() &&
      start[3] >= 1 && start[3] <= 4)
    return idx_kind(bytes, path);
  if (start.size() > 2 && start[0] == '\x80' && start[1] >= 2 && start[1] <= 5) return pickle_kind(bytes, path);
  if (start.starts_with("(lp") || start.starts_with("(dp") || start.starts_with("cnumpy"))  // protocol 0
    return {"a Python pickle", "",
            numpy_remedy(path, "numpy.asarray({})", concat("pickle.load(open(", quoted, ", 'rb'))"), "pickle")};
  if (is_safetensors(bytes))
    return {"a safetensors file", "",
            numpy_remedy(path, "numpy.array({})", concat("safetensors.numpy.load_file(", quoted, ")"),
                         "safetensors.numpy")};
  return table_kind(start, path);
}

std::string unwanted_kind(std::string_view bytes, const std::string& path, std::string_view expected) {
  const FileKind kind = file_kind(bytes, path);
  if (kind.name.empty() || kind.name.starts_with(expected)) return "";
  const std::string& remedy = kind.unpack.empty() && expected == npy_file ? kind.as_array : kind.unpack;
  const bool torch = expected == safetensors_file && kind.name.ends_with("torch.save");
  return concat(": it is ", kind.name, "; expected ", expected, remedy.empty() ? "" : "; ", remedy,
                torch ? "; save the network with lgn_torch.save (experiments/lgn_torch.py)" : "");
}

}  // namespace lgn
