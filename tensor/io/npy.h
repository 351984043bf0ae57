// NumPy's .npy files (format versions 1.0, 2.0 and 3.0), little endian and C order.
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tensor/tensor.h"

namespace lgn {

/// An array as it stands in its file.
struct NpyArray {
  std::string path;   ///< where it came from, for sentences
  std::string dtype;  ///< kind and bytes per element as NumPy spells them: "f4", "u1", "b1", "U5", "O"
  Shape shape;
  std::string file;         ///< all bytes of the file
  std::size_t data_offset;  ///< where the elements begin in it

  std::string_view data() const { return std::string_view(file).substr(data_offset); }
};

/// Any type of one value per element: what becomes of it is for those who ask for numbers. Throws Error when
/// the file cannot be read, is not .npy, is cut short or goes on after the last element, or holds what is not
/// supported: big endian, Fortran order, several fields.
NpyArray read_npy(const std::string& path);

/// Type and shape alone, from the beginning of a file; errors as far as they show there.
NpyArray npy_header(std::string_view beginning, const std::string& path);

/// As read_npy, from the bytes of a file; `path` is for sentences.
NpyArray parse_npy(std::string file, const std::string& path);

/// uint8, float32 or float64 as float32, values unchanged (no scaling); throws Error for other types and for
/// finite numbers beyond float32.
Tensor to_float(const NpyArray& array);

/// Any integer type, in row-major order; throws Error for other types and for numbers beyond 63 bits.
std::vector<Index> to_integers(const NpyArray& array);

/// The bytes of an .npy file: float32 of any shape; int64 of shape [N].
std::string npy_bytes(const Tensor& tensor);
std::string npy_bytes(const std::vector<Index>& integers);

void write_npy(const std::string& path, const Tensor& tensor);
void write_npy(const std::string& path, const std::vector<Index>& integers);

}  // namespace lgn
