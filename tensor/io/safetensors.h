// safetensors files: named tensors and string metadata, as PyTorch programs exchange them.
// https://huggingface.co/docs/safetensors: 8 bytes length of the header, the header in JSON, the data.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/tensor.h"

namespace lgn {

/// A tensor as it stands in a file.
struct StoredTensor {
  std::string name;
  std::string dtype;  ///< "F32", "F64", "U8", "I32", "I64", "U64"; or another of the format's names
  Shape shape;
  std::string bytes;  ///< row-major, little endian
};

/// The contents of a safetensors file.
struct SafetensorsFile {
  std::string path = "safetensors file";  ///< where it came from, for sentences
  std::map<std::string, std::string> metadata;
  std::vector<StoredTensor> tensors;  ///< in the order of their data

  bool contains(std::string_view name) const;
  std::vector<std::string> names() const;
  /// Throws Error naming the tensor and the file when there is none of this name.
  const StoredTensor& at(std::string_view name) const;

  /// F32 as it is, F64 rounded; throws Error for other types and for finite numbers beyond float32.
  Tensor float_tensor(std::string_view name) const;
  /// F64 as it is, F32 widened; throws Error for other types.
  TensorD double_tensor(std::string_view name) const;
  /// U8, I32 or I64, in row-major order; throws Error for other types.
  std::vector<Index> integers(std::string_view name) const;
  /// U64, for instance the state of a random-number generator; throws Error for other types.
  std::vector<std::uint64_t> words(std::string_view name) const;

  /// Add at the end: F32, F64, I64 of shape [N], U64 of shape [N].
  void add(std::string name, const Tensor& tensor);
  void add(std::string name, const TensorD& tensor);
  void add(std::string name, const std::vector<Index>& integers);
  void add(std::string name, const std::vector<std::uint64_t>& words);
};

/// Throws Error when the file cannot be read or its header lies: length, JSON, types, unknown dtypes, shapes
/// that do not match their bytes, data that overlap, leave holes, or are not all of the file.
SafetensorsFile read_safetensors(const std::string& path);

/// The same from the bytes of a file; `path` is for sentences.
SafetensorsFile parse_safetensors(std::string_view file, const std::string& path);

/// The bytes of the file: metadata first, tensors in order, the header padded so that the data are aligned to
/// 8 bytes. Equal contents give equal bytes. Throws Error for two tensors of one name, for the name
/// "__metadata__", and for a shape that does not match its bytes.
std::string serialize(const SafetensorsFile& contents);

/// serialize, written as a whole or not at all.
void write_safetensors(const std::string& path, const SafetensorsFile& contents);

}  // namespace lgn
