#include "tensor/io/npy.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "tensor/io/bytes.h"
#include "tensor/io/file.h"
#include "tensor/io/file_kind.h"
#include "tensor/io/npy_header.h"
#include "tensor/io/quote.h"

namespace lgn {
namespace {

constexpr std::string_view magic = "\x93NUMPY";

/// Bytes of an element; none for objects of Python, whose file is a pickle of any length.
std::optional<std::size_t> bytes_of_type(const std::string& type) {
  if (type == "O") return std::nullopt;
  std::size_t size = 0;
  std::from_chars(type.data() + 1, type.data() + type.size(), size);
  return type[0] == 'U' ? 4 * size : size;
}

/// Kind and size without the sign of the byte order. Throws Error for what is not supported.
std::string element_type(const std::string& descr, const std::string& path) {
  const char order = descr.empty() ? '\0' : descr[0];
  const bool ordered = order == '<' || order == '>' || order == '|' || order == '=';
  const std::string type = descr.substr(ordered ? 1 : 0);
  constexpr std::string_view numbers[] = {"b1", "i1", "i2", "i4", "i8",  "u1", "u2", "u4",
                                          "u8", "f2", "f4", "f8", "f16", "c8", "c16"};
  const bool number = std::find(std::begin(numbers), std::end(numbers), type) != std::end(numbers);
  const bool text = type.size() >= 2 && type.size() <= 9 && (type[0] == 'U' || type[0] == 'S') && type[1] != '0' &&
                    type.find_first_not_of("0123456789", 1) == std::string::npos;
  const char* known = type == "V2"     ? "({}.view('uint16').astype('uint32') << 16).view('float32')"
                      : type[0] == 'V' ? "{}.view('uint8')"
                                       : "{}.astype('float32')";  // V2: bfloat16, as others save it
  require(number || text || type == "O", path, ": elements of type '", printable(descr),
          "' are not supported; expected uint8, float32, float64 or an integer type: ", numpy_remedy(path, known));
  require(order != '>' || type == "O" || bytes_of_type(type) == 1, path, ": elements are big endian ('", descr,
          "'); expected little endian: ", numpy_remedy(path, "{}.astype('<" + type + "')"));
  return type;
}

/// Where the header text begins and its length.
struct HeaderPlace {
  std::size_t start, length;
};

HeaderPlace find_header(std::string_view file, const std::string& path) {
  constexpr const char* again = "; copy it, or save it, again";
  require(!file.empty(), path, " is empty; expected a .npy file", again);
  if (file.substr(0, magic.size()) != magic) {
    const std::string kind = unwanted_kind(file, path, npy_file);
    require(kind.empty(), path, kind);
    fail(path, " is not a .npy file: it begins with \"", printable(file.substr(0, 16)),
         "\"; expected the bytes \\x93NUMPY; if these are bytes without a header: ",
         numpy_remedy(path, "{}", concat("numpy.fromfile(", python_text(path), ", 'uint8')")));
  }
  require(file.size() >= 8, path, " ends within its first 8 bytes; expected a .npy file", again);
  const int major = static_cast<unsigned char>(file[6]), minor = static_cast<unsigned char>(file[7]);
  require(major >= 1 && major <= 3 && minor == 0, path, " has version ", major, ".", minor,
          " of the .npy format; expected 1.0, 2.0 or 3.0");
  const std::size_t start = major == 1 ? 10 : 12;
  require(file.size() >= start, path, " ends within its first ", start, " bytes; expected a .npy file", again);
  const std::size_t length = major == 1 ? load<std::uint16_t>(&file[8]) : load<std::uint32_t>(&file[8]);
  require(length <= file.size() - start, path, " is cut short: its header takes ", length, " bytes, but only ",
          file.size() - start, " follow", again);
  return {start, length};
}

/// How to keep what is whole in a file with too few bytes of data, or too many; empty where nothing is.
std::string whole_rows(const NpyArray& array, std::size_t element, std::size_t present) {
  if (array.shape.empty() || element_count(array.shape) == 0 || element == 0) return "";
  const Index numbers = element_count(array.shape) / array.shape[0];
  Shape shape = array.shape;
  shape[0] = std::min(shape[0], static_cast<Index>(present / element) / numbers);
  if (shape[0] == 0) return "";
  std::string extents;
  for (const Index extent : shape) extents += concat(extents.empty() ? "" : ",", extent);
  return concat(", or keep the first ", shape[0], ": ",
                numpy_remedy(array.path, concat("{}[:", shape[0] * numbers, "].reshape(", extents, ")"),
                             concat("numpy.fromfile(", python_text(array.path), ", '", array.dtype,
                                    "', offset=", array.data_offset, ")")));
}

/// Its numbers as others; the sentence about one that is too large ends with the line that brings them
/// nearer.
template <class From, class To>
void convert(const NpyArray& array, To* numbers, const char* remedy) {
  try {
    convert_bytes<From>(array.data(), numbers, array.path);
  } catch (const Error& error) {
    fail(error.what(), ": ", numpy_remedy(array.path, remedy));
  }
}

}  // namespace

NpyArray npy_header(std::string_view beginning, const std::string& path) {
  const HeaderPlace place = find_header(beginning, path);
  const NpyHeader header = parse_npy_header(beginning.substr(place.start, place.length), path);
  NpyArray array{path, element_type(header.descr, path), header.shape, {}, place.start + place.length};
  require(!header.fortran_order, path,
          " is in Fortran order; expected C order: ", numpy_remedy(path, "numpy.ascontiguousarray({})"));
  require(array.shape.size() <= highest_rank, path, " has ", array.shape.size(), " axes; expected at most ",
          highest_rank);
  return array;
}

NpyArray parse_npy(std::string file, const std::string& path) {
  NpyArray array = npy_header(file, path);
  Index count = 0;
  try {
    count = element_count(array.shape);
  } catch (const Error& error) {
    fail(path, ": ", error.what());
  }
  // Divided rather than multiplied: the product may not fit.
  const std::size_t element = bytes_of_type(array.dtype).value_or(0);
  const std::size_t present = file.size() - array.data_offset, elements = static_cast<std::size_t>(count);
  const bool countable = elements <= (std::size_t{1} << 62) / std::max<std::size_t>(1, element);
  if (array.dtype != "O" && !(countable && elements * element == present))
    fail(path, " has ", present, " bytes of data; its header (shape ", array.shape, " of ", element,
         "-byte elements) announces ", countable ? std::to_string(elements * element) : "more than 2^62",
         elements > present / std::max<std::size_t>(1, element) ? ": the file is cut short or its header is wrong"
                                                                : ": there is something behind the last element",
         "; copy it, or save it, again", whole_rows(array, element, present));
  array.file = std::move(file);
  return array;
}

NpyArray read_npy(const std::string& path) {
  return parse_npy(read_file(path), path);
}

Tensor to_float(const NpyArray& array) {
  const auto converted = [&]<class From>(From) {
    Tensor tensor = Tensor::uninitialized(array.shape);
    convert<From>(array, tensor.data(), "{} / numpy.abs({}).max()");
    return tensor;
  };
  const std::string& type = array.dtype;
  if (type == "u1") return converted(std::uint8_t{});
  if (type == "f4") return converted(float{});
  if (type == "f8") return converted(double{});
  fail(array.path, " has elements of type ", type,
       "; expected uint8, float32 or float64: ", numpy_remedy(array.path, "{}.astype('float32')"));
}

std::vector<Index> to_integers(const NpyArray& array) {
  const auto converted = [&]<class From>(From) {
    std::vector<Index> integers(element_count(array.shape));
    convert<From>(array, integers.data(), "numpy.unique({}, return_inverse=True)[1]");
    return integers;
  };
  const std::string& type = array.dtype;
  if (type == "i1") return converted(std::int8_t{});
  if (type == "i2") return converted(std::int16_t{});
  if (type == "i4") return converted(std::int32_t{});
  if (type == "i8") return converted(std::int64_t{});
  if (type == "u1") return converted(std::uint8_t{});
  if (type == "u2") return converted(std::uint16_t{});
  if (type == "u4") return converted(std::uint32_t{});
  if (type == "u8") return converted(std::uint64_t{});
  fail(array.path, " has elements of type ", type,
       "; expected integers: ", numpy_remedy(array.path, "{}.astype('int64')"));
}

}  // namespace lgn
