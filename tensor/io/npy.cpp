#include "tensor/io/npy.h"

#include <algorithm>

#include "tensor/io/bytes.h"
#include "tensor/io/file.h"
#include "tensor/io/npy_header.h"

namespace lgn {
namespace {

constexpr std::string_view magic = "\x93NUMPY";

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
  const auto converted = [&]<class From>(From) {
    Tensor tensor = Tensor::uninitialized(array.shape);
    convert_bytes<From>(array.data(), tensor.data(), array.path);
    return tensor;
  };
  const std::string& type = array.dtype;
  if (type == "u1") return converted(std::uint8_t{});
  if (type == "f4") return converted(float{});
  if (type == "f8") return converted(double{});
  fail(array.path, " has elements of type ", type, "; expected uint8, float32 or float64");
}

std::vector<Index> to_integers(const NpyArray& array) {
  const auto converted = [&]<class From>(From) {
    std::vector<Index> integers(static_cast<std::size_t>(element_count(array.shape)));
    convert_bytes<From>(array.data(), integers.data(), array.path);
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
       "; expected integers: save with numpy.save(path, array.astype(numpy.int64))");
}

}  // namespace lgn
