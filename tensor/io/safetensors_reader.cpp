// Reads safetensors files. Nothing in the header is believed before the bytes of the file bear it out.
#include <algorithm>

#include "tensor/io/bytes.h"
#include "tensor/io/file.h"
#include "tensor/io/file_kind.h"
#include "tensor/io/json.h"
#include "tensor/io/safetensors.h"
#include "tensor/io/safetensors_types.h"

namespace lgn {
namespace {

constexpr std::uint64_t longest_header = 100'000'000;  // the format's own limit

/// A tensor of the header: where its bytes are, from the start of the data.
struct Entry {
  StoredTensor tensor;
  Index begin, end;
};

std::string_view header_text(std::string_view file, const std::string& path) {
  require(file.size() >= 8, path, " has ", file.size(), " bytes; expected a safetensors file, which has at least 10");
  const std::uint64_t length = load<std::uint64_t>(file.data());
  if (length > file.size() - 8) {
    const std::string kind = unwanted_kind(file, path, safetensors_file);
    require(kind.empty(), path, kind);
  }
  require(length <= longest_header, path, " is not a safetensors file: it begins with ", quoted(file.substr(0, 16)),
          ", which would mean a header of ", length, " bytes; expected at most ", longest_header);
  require(length <= file.size() - 8, path, " is cut short or not a safetensors file: it announces a header of ", length,
          " bytes, but only ", file.size() - 8, " follow");
  return file.substr(8, length);
}

void require_three_keys(const Json& description) {
  for (const auto& [key, value] : description.as_object()) {
    require(key == "dtype" || key == "shape" || key == "data_offsets", "found the key ", quoted(key),
            "; expected only \"dtype\", \"shape\" and \"data_offsets\"");
  }
}

/// What the header says about one tensor, checked against itself and the number of bytes of data.
Entry read_entry(const std::string& name, const Json& description, Index data_size) {
  require_three_keys(description);
  StoredTensor tensor{name, description.at("dtype").as_string(), {}, {}};
  const auto size = static_cast<Index>(element_size(tensor.dtype));
  require(size > 0, "found the type ", quoted(tensor.dtype), "; expected F32, F16, I64 or another type of the format");
  const Json::Array& shape = description.at("shape").as_array();
  require(shape.size() <= highest_rank, "found a shape of ", shape.size(), " axes; expected at most ", highest_rank);
  for (const Json& extent : shape) tensor.shape.push_back(extent.as_integer());
  const Index count = element_count(tensor.shape);

  const Json::Array& offsets = description.at("data_offsets").as_array();
  require(offsets.size() == 2, "found ", offsets.size(), " data_offsets; expected 2");
  const Index begin = offsets[0].as_integer(), end = offsets[1].as_integer();
  require(begin >= 0 && begin <= end && end <= data_size, "found data_offsets [", begin, ", ", end,
          "]; expected them in order and within the ", data_size, " bytes of data that the file has",
          end > data_size ? ": the file is cut short or its header is wrong; copy it, or save it, again" : "");
  // Divided rather than multiplied: the product may not fit.
  require((end - begin) % size == 0 && (end - begin) / size == count, "found data_offsets [", begin, ", ", end,
          "], which is ", end - begin, " bytes; expected ", count, " elements of ", size, " bytes for shape ",
          tensor.shape);
  return {std::move(tensor), begin, end};
}

std::map<std::string, std::string> read_metadata(const Json& json) {
  std::map<std::string, std::string> metadata;
  for (const auto& [key, value] : json.as_object()) {
    require(value.is_string(), "the value of ", quoted(key), " is ", value.description(), "; expected a string");
    metadata[key] = value.as_string();
  }
  return metadata;
}

/// Calls `read`; Errors get the file and the member of the header put before them.
template <class Read>
auto in_context(const std::string& path, const std::string& member, const Read& read) {
  try {
    return read();
  } catch (const Error& error) {
    fail(path, ": header, ", quoted(member), ": ", error.what());
  }
}

/// Every byte of the data belongs to exactly one tensor. `entries` are in the order of their data.
void require_gapless(const std::vector<Entry>& entries, Index data_size, const std::string& path) {
  Index expected = 0;
  for (const Entry& entry : entries) {
    const std::string name = quoted(entry.tensor.name);
    require(entry.begin >= expected, path, ": the data of tensor ", name, " begin at byte ", entry.begin,
            " and overlap those before, which end at ", expected);
    require(entry.begin <= expected, path, ": the data of tensor ", name, " begin at byte ", entry.begin,
            ", leaving a hole after byte ", expected, ", where those before end");
    expected = entry.end;
  }
  require(expected == data_size, path, " has ", data_size, " bytes of data; its tensors take ", expected,
          ": there is something behind the last one");
}

}  // namespace

SafetensorsFile parse_safetensors(std::string_view file, const std::string& path) {
  const std::string_view header = header_text(file, path);
  const std::string_view data = file.substr(8 + header.size());
  const auto data_size = static_cast<Index>(data.size());
  const Json json = parse_json(header, path + " (header)");
  require(json.is_object(), path, ": the header is ", json.description(), "; expected an object");

  SafetensorsFile contents;
  contents.path = path;
  std::vector<Entry> entries;
  for (const Json::Member& member : json.as_object()) {
    const std::string& name = member.first;
    const Json& value = member.second;
    if (name == "__metadata__") {
      contents.metadata = in_context(path, name, [&] { return read_metadata(value); });
    } else {
      entries.push_back(in_context(path, name, [&] { return read_entry(name, value, data_size); }));
    }
  }
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
  });
  require_gapless(entries, data_size, path);
  for (Entry& entry : entries) {
    entry.tensor.bytes =
        data.substr(static_cast<std::size_t>(entry.begin), static_cast<std::size_t>(entry.end - entry.begin));
    contents.tensors.push_back(std::move(entry.tensor));
  }
  return contents;
}

SafetensorsFile read_safetensors(const std::string& path) {
  return parse_safetensors(read_file(path), path);
}

}  // namespace lgn
