#include "lgn/model_file.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "lgn/orbits.h"

namespace lgn {
namespace {

constexpr const char* norm_fields[] = {".weight", ".bias", ".running_mean", ".running_var"};

/// Adds what orbits share, repeated for every filter.
void add_repeated(SafetensorsFile& file, const Network& network) {
  const Architecture& a = network.architecture();
  for (Index k = 0; k < a.layers; ++k) {
    if (a.thresholds == Thresholds::shared) file.add(numbered("lmbd", k), network.thresholds(k));
    if (a.norm != Norm::shared || a.task != Task::classify || k + 1 == a.layers) continue;
    for (const char* field : norm_fields)
      file.add(numbered("bn", k, field),
               for_all_filters(network.parameters().at(norm_parameter(a, k, field)).value, 0, a.filters()));
  }
}

[[noreturn]] void refuse_missing(const SafetensorsFile& file, const std::string& name, const Shape& expected) {
  constexpr std::size_t most_shown = 12;
  std::string found;
  for (std::size_t i = 0; i < std::min(most_shown, file.tensors.size()); ++i)
    found += concat(i ? ", " : "", file.tensors[i].name, " ", file.tensors[i].shape);
  if (file.tensors.size() > most_shown) found += concat(" and ", file.tensors.size() - most_shown, " more");
  fail(file.path, ": the tensor ", name, " of shape ", expected, " is missing; the file has ",
       found.empty() ? "no tensors" : found);
}

/// Takes "module." and "_orig_mod." off wherever they stand as a part of a name.
void erase_wrappers(std::string& name) {
  for (const std::string_view part : {"module.", "_orig_mod."}) {
    for (std::size_t at = 0; (at = name.find(part, at)) != std::string::npos;) {
      if (at == 0 || name[at - 1] == '.') {
        name.erase(at, part.size());
      } else {
        at += part.size();
      }
    }
  }
}

/// Adds the generators, and shared A_inv, expanded to every layer, group and channel; and the elements of groups
/// that are no powers of them.
void add_expanded(SafetensorsFile& file, const Network& network) {
  const Architecture& a = network.architecture();
  Tape tape;
  const Leaves leaves(tape, network.parameters(), false);
  for (Index k = 0; k < a.layers; ++k) {
    const std::string elements = generator_parameter(a, "elements", k);
    if (!traits(a.generator).powers && !file.contains(elements))
      file.add(elements, network.group(leaves, k).elements.value().value());
    if (!file.contains(numbered("A", k))) file.add(numbered("A", k), network.generator_matrices(k));
    const std::string inverse = generator_parameter(a, "A_inv", k);
    if (network.parameters().contains(inverse) && !file.contains(numbered("A_inv", k)))
      file.add(numbered("A_inv", k), expand_generator(network.parameters().at(inverse).value, a));
  }
}

/// Before memory is taken for a network: the tensors that decide its size are there. Metadata alone, a few
/// bytes, could ask for any amount.
void require_tensors_of_size(const Architecture& a, const SafetensorsFile& file) {
  const auto require_tensor = [&](const std::string& name, const Shape& expected) {
    if (!file.contains(name)) refuse_missing(file, name, expected);
    const Shape& shape = file.at(name).shape;
    require(shape == expected, file.path, ": the tensor ", name, " has shape ", shape, "; expected ", expected);
  };
  const Index d = a.kernel_size(), F = a.filters();
  for (Index k = 0; k < a.layers; ++k) {
    require_tensor(numbered("B", k), {a.base_filters, a.channels, a.kernel.height, a.kernel.width});
    require_tensor(numbered("A", k), {a.base_filters, a.channels, d, d});
    require_tensor(numbered("lmbd", k), {1, F, 1, 1});
  }
  for (Index s = 0; s < a.stages; ++s)
    require_tensor(concat("B.stage.", s), {a.base_filters, F, a.kernel.height, a.kernel.width});
  if (a.task == Task::classify) {
    require_tensor("fc.weight", {a.classes, a.pooled_features()});
  } else {
    require_tensor("D", {F, a.channels, a.kernel.height, a.kernel.width});
  }
}

}  // namespace

SafetensorsFile to_file(const Network& network) {
  SafetensorsFile file;
  file.metadata = to_metadata(network.architecture());
  for (const Parameter& parameter : network.parameters()) file.add(parameter.name, parameter.value);
  add_expanded(file, network);
  add_repeated(file, network);
  return file;
}

void save_model(const std::string& path, const Network& network) {
  write_safetensors(path, to_file(network));
}

namespace {

/// Whether two files hold other numbers under a name, by more than rounding.
bool differs(const SafetensorsFile& one, const SafetensorsFile& other, const std::string& name) {
  if (one.at(name).dtype != "F32" && one.at(name).dtype != "F64") return true;
  const Tensor a = one.float_tensor(name), b = other.float_tensor(name);
  if (a.shape() != b.shape()) return true;
  double difference = 0, size = 0;
  for (Index i = 0; i < a.count(); ++i) {
    difference += std::pow(static_cast<double>(a[i]) - b[i], 2);
    size += std::pow(static_cast<double>(b[i]), 2);
  }
  return !(difference <= 1e-6 * size);
}

}  // namespace

bool is_inverse(const std::string& name) {
  return name.starts_with("A_inv") || name.starts_with("generator.A_inv");
}

void read_parameter(const SafetensorsFile& file, Parameter& parameter) {
  if (!file.contains(parameter.name)) refuse_missing(file, parameter.name, parameter.value.shape());
  const Tensor value = file.float_tensor(parameter.name);
  require(value.shape() == parameter.value.shape(), file.path, ": the tensor ", parameter.name, " has shape ",
          value.shape(), "; expected ", parameter.value.shape());
  for (float x : value) {
    require(x - x == 0, file.path, ": the tensor ", parameter.name, " holds a NaN or an infinity");
    require(x >= 0 || !parameter.name.ends_with("running_var"), file.path, ": the tensor ", parameter.name,
            " holds a negative variance, ", x);
  }
  std::copy(value.begin(), value.end(), parameter.value.begin());
}

std::vector<std::string> load_weights(Network& network, const SafetensorsFile& file) {
  const bool had_inverses = file.metadata.count("regularizer") && file.metadata.at("regularizer") == "inverse";
  for (Parameter& parameter : network.parameters()) {
    if (is_inverse(parameter.name) && !file.contains(parameter.name) && !had_inverses) continue;
    read_parameter(file, parameter);
  }
  const SafetensorsFile whole = to_file(network);
  const bool as_described = whole.metadata == to_metadata(from_metadata(file.metadata, file.path));
  std::vector<std::string> notes;
  for (const StoredTensor& tensor : file.tensors) {
    if (!whole.contains(tensor.name))
      notes.push_back(
          concat(file.path, " holds a tensor ", tensor.name, " that this network does not have; it is ignored"));
    else if (as_described && !network.parameters().contains(tensor.name) && differs(file, whole, tensor.name))
      notes.push_back(concat(file.path, ": ", tensor.name,
                             " is not what the parameters of the network make, and is ignored; to use it, leave out of "
                             "the file what it is made from: generator.* of A, orbit.* of lmbd and bn"));
  }
  return notes;
}

namespace {

SafetensorsFile without_wrappers(SafetensorsFile file, std::vector<std::string>& notes) {
  std::string prefix, example;
  const auto ends_as_ours = [](const StoredTensor& tensor) { return tensor.name.ends_with(".B.0"); };
  const auto wrapped = std::find_if(file.tensors.begin(), file.tensors.end(), ends_as_ours);
  if (wrapped != file.tensors.end() && !file.contains("B.0"))
    prefix = wrapped->name.substr(0, wrapped->name.size() - 3);
  std::set<std::string> names;
  for (StoredTensor& tensor : file.tensors) {
    std::string name = tensor.name.starts_with(prefix) ? tensor.name.substr(prefix.size()) : tensor.name;
    erase_wrappers(name);
    if (example.empty() && name != tensor.name) example = tensor.name + " is taken for " + name;
    require(names.insert(name).second, file.path, ": two tensors are called ", name,
            " once the prefixes of wrappers are taken off; save the state_dict of one network");
    tensor.name = name;
  }
  if (!example.empty())
    notes.push_back(concat(file.path, ": names have the prefix of a wrapper, which is taken off (", example, ")"));
  return file;
}

}  // namespace

SafetensorsFile read_model_file(const std::string& path, std::vector<std::string>& notes) {
  return without_wrappers(read_safetensors(path), notes);
}

namespace {

/// A file may have what is shared for every filter only, as other programs leave it: then every one stands for itself.
Architecture as_stored(const SafetensorsFile& file, const Network& described, std::vector<std::string>& notes) {
  Architecture a = described.architecture();
  std::string without;
  for (const Parameter& parameter : described.parameters()) {
    if (file.contains(parameter.name)) continue;
    if (is_generator(parameter.name) && !is_inverse(parameter.name) && without.empty()) without = parameter.name;
    if (parameter.name.starts_with("orbit.lmbd")) a.thresholds = Thresholds::free;
    if (parameter.name.starts_with("orbit.bn")) a.norm = Norm::free;
  }
  if (without.empty() || !traits(a.generator).powers || a.stages > 0) return a;
  notes.push_back(concat(file.path, ": there is no ", without, " of a generator '", name(a.generator),
                         "'; the matrices A are taken as they are"));
  a.generator = Form::free, a.share = Sharing::none, a.multiplicities = Architecture{}.multiplicities;
  return a;
}

}  // namespace

Network to_network(const SafetensorsFile& file, std::vector<std::string>& notes) {
  const Architecture described = from_metadata(file.metadata, file.path);
  require_tensors_of_size(described, file);
  Random random(0, Stream::initialization);
  Network network(described, random);
  const Architecture stored = as_stored(file, network, notes);
  if (to_metadata(stored) != to_metadata(described)) network = Network(stored, random);
  for (std::string& note : load_weights(network, file)) notes.push_back(std::move(note));
  return network;
}

Network to_network(const SafetensorsFile& file) {
  std::vector<std::string> unread;
  return to_network(file, unread);
}

Network load_model(const std::string& path, std::vector<std::string>& notes) {
  return to_network(read_model_file(path, notes), notes);
}

Network load_model(const std::string& path) {
  std::vector<std::string> unread;
  return load_model(path, unread);
}

}  // namespace lgn
