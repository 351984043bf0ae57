#include "tensor/io/bytes.h"
#include "tensor/io/file.h"
#include "tensor/io/npy.h"

namespace lgn {
namespace {

/// Everything before the elements: version 1.0, padded so that they begin at a multiple of 64.
std::string header(std::string_view descr, const Shape& shape) {
  std::string extents;
  for (Index extent : shape) extents += concat(extents.empty() ? "" : " ", extent, ",");
  if (shape.size() > 1) extents.pop_back();
  std::string text = concat("{'descr': '", descr, "', 'fortran_order': False, 'shape': (", extents, "), }");
  constexpr std::size_t before = 10;
  text.append(63 - (before + text.size()) % 64, ' ');
  text += '\n';
  require(text.size() <= 0xffff, "an array of ", shape.size(), " axes does not fit into a .npy file");
  const auto length = static_cast<std::uint16_t>(text.size());
  std::string out("\x93NUMPY\x01\x00", 8);
  append_bytes(out, &length, 1);
  return out + text;
}

template <class Number>
std::string with_data(std::string out, const Number* numbers, std::size_t count) {
  out.reserve(out.size() + count * sizeof(Number));
  append_bytes(out, numbers, count);
  return out;
}

}  // namespace

std::string npy_bytes(const Tensor& tensor) {
  return with_data(header("<f4", tensor.shape()), tensor.data(), static_cast<std::size_t>(tensor.count()));
}

std::string npy_bytes(const std::vector<Index>& integers) {
  return with_data(header("<i8", {static_cast<Index>(integers.size())}), integers.data(), integers.size());
}

void write_npy(const std::string& path, const Tensor& tensor) {
  write_file(path, npy_bytes(tensor));
}

void write_npy(const std::string& path, const std::vector<Index>& integers) {
  write_file(path, npy_bytes(integers));
}

}  // namespace lgn
