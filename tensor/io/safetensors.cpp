// Access to the tensors of a safetensors file.
#include "tensor/io/safetensors.h"

#include <algorithm>
#include <set>

#include "tensor/io/bytes.h"
#include "tensor/io/file.h"
#include "tensor/io/json.h"
#include "tensor/io/safetensors_types.h"

namespace lgn {
namespace {

template <class To, class From>
void convert_tensor(const StoredTensor& tensor, To* out, const std::string& path) {
  convert_bytes<From>(tensor.bytes, out, concat(path, ": tensor ", quoted(tensor.name)));
}

[[noreturn]] void refuse_type(const StoredTensor& tensor, const std::string& path, const char* expected) {
  fail(path, ": tensor ", quoted(tensor.name), " has elements of type ", tensor.dtype, "; expected ", expected);
}

template <class Number>
StoredTensor stored(std::string name, const char* dtype, Shape shape, const Number* numbers, std::size_t count) {
  StoredTensor tensor{std::move(name), dtype, std::move(shape), {}};
  append_bytes(tensor.bytes, numbers, count);
  return tensor;
}

}  // namespace

bool SafetensorsFile::contains(std::string_view name) const {
  return std::any_of(tensors.begin(), tensors.end(), [&](const StoredTensor& tensor) { return tensor.name == name; });
}

std::vector<std::string> SafetensorsFile::names() const {
  std::vector<std::string> names;
  for (const StoredTensor& tensor : tensors) names.push_back(tensor.name);
  return names;
}

const StoredTensor& SafetensorsFile::at(std::string_view name) const {
  for (const StoredTensor& tensor : tensors)
    if (tensor.name == name) return tensor;
  fail(path, " has no tensor ", quoted(name));
}

Tensor SafetensorsFile::float_tensor(std::string_view name) const {
  const StoredTensor& from = at(name);
  Tensor tensor = Tensor::uninitialized(from.shape);
  if (from.dtype == "F32") {
    convert_tensor<float, float>(from, tensor.data(), path);
  } else if (from.dtype == "F64") {
    convert_tensor<float, double>(from, tensor.data(), path);
  } else {
    refuse_type(from, path, "F32 or F64 (in PyTorch: tensor.float())");
  }
  return tensor;
}

TensorD SafetensorsFile::double_tensor(std::string_view name) const {
  const StoredTensor& from = at(name);
  TensorD tensor = TensorD::uninitialized(from.shape);
  if (from.dtype == "F32") {
    convert_tensor<double, float>(from, tensor.data(), path);
  } else if (from.dtype == "F64") {
    convert_tensor<double, double>(from, tensor.data(), path);
  } else {
    refuse_type(from, path, "F32 or F64");
  }
  return tensor;
}

std::vector<Index> SafetensorsFile::integers(std::string_view name) const {
  const StoredTensor& from = at(name);
  std::vector<Index> integers(element_count(from.shape));
  if (from.dtype == "U8") {
    convert_tensor<Index, std::uint8_t>(from, integers.data(), path);
  } else if (from.dtype == "I32") {
    convert_tensor<Index, std::int32_t>(from, integers.data(), path);
  } else if (from.dtype == "I64") {
    convert_tensor<Index, std::int64_t>(from, integers.data(), path);
  } else {
    refuse_type(from, path, "U8, I32 or I64");
  }
  return integers;
}

std::vector<std::uint64_t> SafetensorsFile::words(std::string_view name) const {
  const StoredTensor& from = at(name);
  if (from.dtype != "U64") refuse_type(from, path, "U64");
  std::vector<std::uint64_t> words(element_count(from.shape));
  convert_tensor<std::uint64_t, std::uint64_t>(from, words.data(), path);
  return words;
}

void SafetensorsFile::add(std::string name, const Tensor& tensor) {
  tensors.push_back(stored(std::move(name), "F32", tensor.shape(), tensor.data(), tensor.count()));
}

void SafetensorsFile::add(std::string name, const TensorD& tensor) {
  tensors.push_back(stored(std::move(name), "F64", tensor.shape(), tensor.data(), tensor.count()));
}

void SafetensorsFile::add(std::string name, const std::vector<Index>& integers) {
  const Index count = static_cast<Index>(integers.size());
  tensors.push_back(stored(std::move(name), "I64", {count}, integers.data(), integers.size()));
}

void SafetensorsFile::add(std::string name, const std::vector<std::uint64_t>& words) {
  const Index count = static_cast<Index>(words.size());
  tensors.push_back(stored(std::move(name), "U64", {count}, words.data(), words.size()));
}

namespace {

void require_consistent(const StoredTensor& tensor, const std::string& path) {
  const std::size_t size = element_size(tensor.dtype);
  require(size > 0, path, ": tensor ", quoted(tensor.name), " cannot have the type ", quoted(tensor.dtype));
  const auto count = static_cast<std::size_t>(element_count(tensor.shape));
  require(tensor.bytes.size() / size == count && tensor.bytes.size() % size == 0, path, ": tensor ",
          quoted(tensor.name), " of shape ", tensor.shape, " and type ", tensor.dtype, " cannot have ",
          tensor.bytes.size(), " bytes");
}

Json header(const SafetensorsFile& contents) {
  Json::Object members;
  if (!contents.metadata.empty())
    members.emplace_back("__metadata__", Json::Object(contents.metadata.begin(), contents.metadata.end()));
  std::set<std::string_view> names = {"__metadata__"};
  std::size_t begin = 0;
  for (const StoredTensor& tensor : contents.tensors) {
    require(names.insert(tensor.name).second, contents.path, ": two tensors cannot have the name ",
            quoted(tensor.name));
    require_consistent(tensor, contents.path);
    const std::size_t end = begin + tensor.bytes.size();
    const std::vector<std::size_t> offsets = {begin, end};
    members.emplace_back(tensor.name,
                         Json::Object{{"dtype", tensor.dtype}, {"shape", tensor.shape}, {"data_offsets", offsets}});
    begin = end;
  }
  return members;
}

}  // namespace

std::string serialize(const SafetensorsFile& contents) {
  std::string text = header(contents).text();
  text.append((8 - text.size() % 8) % 8, ' ');
  std::size_t size = 8 + text.size();
  for (const StoredTensor& tensor : contents.tensors) size += tensor.bytes.size();

  const std::uint64_t length = text.size();
  std::string out;
  out.reserve(size);
  append_bytes(out, &length, 1);
  out += text;
  for (const StoredTensor& tensor : contents.tensors) out += tensor.bytes;
  return out;
}

void write_safetensors(const std::string& path, const SafetensorsFile& contents) {
  write_file(path, serialize(contents));
}

}  // namespace lgn
