// Writes safetensors files.
#include <set>

#include "tensor/io/bytes.h"
#include "tensor/io/file.h"
#include "tensor/io/json.h"
#include "tensor/io/safetensors.h"
#include "tensor/io/safetensors_types.h"

namespace lgn {
namespace {

void require_consistent(const StoredTensor& tensor, const std::string& path) {
  const std::size_t size = element_size(tensor.dtype);
  require(size > 0, path, ": tensor ", quoted(tensor.name), " cannot have the type ", quoted(tensor.dtype));
  const auto count = static_cast<std::size_t>(element_count(tensor.shape));
  require(tensor.bytes.size() / size == count && tensor.bytes.size() % size == 0, path, ": tensor ",
          quoted(tensor.name), " of shape ", to_string(tensor.shape), " and type ", tensor.dtype, " cannot have ",
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
