#include "tensor/io/npy.h"

#include <algorithm>

#include "tensor/io/bytes.h"
#include "tensor/io/file.h"
#include "tensor/io/npy_header.h"

namespace lgn {
namespace {

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::size_t highest_rank = 32;  // NumPy's own limit

/// Kind and size without the sign of the byte order. Throws Error for what is not supported.
std::string element_type(const std::string& descr, const std::string& path) {
  constexpr std::string_view known[] = {"f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"};
  const char order = descr.empty() ? '\0' : descr[0];
  const bool ordered = order == '<' || order == '>' || order == '|' || order == '=';
  const std::string type = descr.substr(ordered ? 1 : 0);
  require(std::find(std::begin(known), std::end(known), type) != std::end(known), path,
          ": elements of type '", printable(descr),
          "' are not supported; expected uint8, float32, float64 or an integer type: save with "
          "numpy.save(path, array.astype(numpy.float32))");
  require(order != '>' || type[1] == '1', path, ": elements are big endian ('", descr,
          "'); expected little endian: save with numpy.save(path, array.astype('<", type, "'))");
  return type;
}

/// Where the header text begins and its length.
struct HeaderPlace {
  std::size_t start, length;
};

HeaderPlace find_header(std::string_view file, const std::string& path) {
  require(!file.empty(), path, " is empty; expected a .npy file");
  require(file.substr(0, magic.size()) == magic, path, " is not a .npy file: it begins with \"",
          printable(file.substr(0, 16)), "\"; expected the bytes \\x93NUMPY");
  require(file.size() >= 8, path, " ends within its first 8 bytes; expected a .npy file");
  const int major = static_cast<unsigned char>(file[6]), minor = static_cast<unsigned char>(file[7]);
  require(major >= 1 && major <= 3 && minor == 0, path, " has version ", major, ".", minor,
          " of the .npy format; expected 1.0, 2.0 or 3.0");
  const std::size_t start = major == 1 ? 10 : 12;
  require(file.size() >= start, path, " ends within its first ", start, " bytes; expected a .npy file");
  const std::size_t length = major == 1 ? load<std::uint16_t>(&file[8]) : load<std::uint32_t>(&file[8]);
  require(length <= file.size() - start, path, " is cut short: its header takes ", length,
          " bytes, but only ", file.size() - start, " follow");
  return {start, length};
}

}  // namespace

NpyArray parse_npy(std::string file, const std::string& path) {
  const HeaderPlace place = find_header(file, path);
  const NpyHeader header = parse_npy_header(std::string_view(file).substr(place.start, place.length), path);
  NpyArray array{path, element_type(header.descr, path), header.shape, {}, place.start + place.length};
  require(
      !header.fortran_order, path,
      " is in Fortran order; expected C order: save with numpy.save(path, numpy.ascontiguousarray(array))");
  require(array.shape.size() <= highest_rank, path, " has ", array.shape.size(), " axes; expected at most ",
          highest_rank);

  Index count = 0;
  try {
    count = element_count(array.shape);
  } catch (const Error& error) {
    fail(path, ": ", error.what());
  }
  // Divided rather than multiplied: the product may not fit.
  const std::size_t element = static_cast<std::size_t>(array.dtype[1] - '0');
  const std::size_t present = file.size() - array.data_offset, elements = static_cast<std::size_t>(count);
  const bool countable = elements <= (std::size_t{1} << 62) / element;
  require(countable && elements * element == present, path, " has ", present,
          " bytes of data; its header (shape ", to_string(array.shape), " of ", element,
          "-byte elements) announces ", countable ? std::to_string(elements * element) : "more than 2^62",
          elements > present / element ? ": the file is cut short or its header is wrong"
                                       : ": there is something behind the last element");
  array.file = std::move(file);
  return array;
}

NpyArray read_npy(const std::string& path) {
  return parse_npy(read_file(path), path);
}

Tensor to_float(const NpyArray& array) {
  Tensor tensor = Tensor::uninitialized(array.shape);
  if (array.dtype == "u1")
    convert_bytes<std::uint8_t>(array.data(), tensor.data(), array.path);
  else if (array.dtype == "f4")
    convert_bytes<float>(array.data(), tensor.data(), array.path);
  else if (array.dtype == "f8")
    convert_bytes<double>(array.data(), tensor.data(), array.path);
  else
    fail(array.path, " has elements of type ", array.dtype, "; expected uint8, float32 or float64");
  return tensor;
}

std::vector<Index> to_integers(const NpyArray& array) {
  std::vector<Index> integers(static_cast<std::size_t>(element_count(array.shape)));
  const auto convert = [&]<class From>(From) {
    convert_bytes<From>(array.data(), integers.data(), array.path);
  };
  if (array.dtype == "i1")
    convert(std::int8_t{});
  else if (array.dtype == "i2")
    convert(std::int16_t{});
  else if (array.dtype == "i4")
    convert(std::int32_t{});
  else if (array.dtype == "i8")
    convert(std::int64_t{});
  else if (array.dtype == "u1")
    convert(std::uint8_t{});
  else if (array.dtype == "u2")
    convert(std::uint16_t{});
  else if (array.dtype == "u4")
    convert(std::uint32_t{});
  else if (array.dtype == "u8")
    convert(std::uint64_t{});
  else
    fail(array.path, " has elements of type ", array.dtype,
         "; expected integers: save with "
         "numpy.save(path, array.astype(numpy.int64))");
  return integers;
}

}  // namespace lgn
