#include "experiments/common/training/network_setup.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "datasets/array_axes.h"
#include "datasets/augmentation.h"
#include "experiments/common/program/table.h"
#include "experiments/common/training/generator_setup.h"
#include "lgn/generators/start.h"
#include "lgn/model_file.h"
#include "lgn/subgroup.h"

namespace lgn {
namespace {

/// Flags that were given win over the file's metadata.
void merge_flags(Architecture& from_file, const Architecture& wanted, const Flags& flags) {
  const auto take = [&](const char* flag, auto Architecture::*field) {
    if (flags.given(flag)) from_file.*field = wanted.*field;
  };
  take("--groups", &Architecture::base_filters);
  take("--group-size", &Architecture::group_size);
  take("--kernel", &Architecture::kernel);
  take("--stride", &Architecture::stride);
  take("--layers", &Architecture::layers);
  take("--eta", &Architecture::eta);
  take("--pool", &Architecture::pool);
  take("--stages", &Architecture::stages);
  take("--thresholds", &Architecture::thresholds);
  take("--norm", &Architecture::norm);
  take("--head", &Architecture::head);
  take("--sparsity", &Architecture::sparsity);
  take("--generator", &Architecture::generator);
  take("--share", &Architecture::share);
  if (flags.given("--generator") || flags.given("--group-size") || flags.given("--kernel") || flags.given("--factors"))
    from_file.multiplicities = "regular";
  take("--factors", &Architecture::factors);
  take("--multiplicities", &Architecture::multiplicities);
}

std::string image_size(Index channels, Index height, Index width) {
  return concat(channels, " x ", height, " x ", width);
}

/// Flags decide before the file does, but not of the shapes of its weights.
void require_weights_fit(const TrainingSettings& s, const Flags& flags, const Architecture& file,
                         const Architecture& wanted) {
  const auto fits = [&](const char* flag, const auto& has, const auto& now, bool fit, const char* remedy) {
    require(fit || !flags.given(flag), s.init, " holds a network of ", flag, " ", has, ", whose weights do not fit ",
            flag, " ", now, "; ", remedy, flag);
  };
  const char* leave = "to start from them, leave out ";
  fits("--groups", file.base_filters, wanted.base_filters, file.base_filters == wanted.base_filters, leave);
  const bool by_orbit = file.task == Task::classify && file.thresholds == Thresholds::shared &&
                        file.norm == Norm::shared && file.head != Head::linear && file.stages == 0;
  fits("--group-size", file.group_size, wanted.group_size, file.group_size == wanted.group_size || by_orbit, leave);
  fits("--kernel", to_string(file.kernel), to_string(wanted.kernel), file.kernel == wanted.kernel, leave);
  const bool same_group = file.stages == 0 || file.share == Sharing::network;  // for all layers, the stages' too
  fits("--layers", file.layers, wanted.layers,
       wanted.layers == file.layers || (wanted.layers < file.layers && same_group), leave);
  fits("--stages", file.stages, wanted.stages, file.stages == wanted.stages, leave);
  fits("--pool", file.pool, wanted.pool,
       file.pool == wanted.pool || file.stages > 0 || s.new_head || file.task != Task::classify,
       "add --new-head to draw its last layer anew for this ");
}

/// What --init and --subgroup name.
SafetensorsFile init_file(const NetworkSettings& s, std::vector<std::string>& notes) {
  SafetensorsFile file = read_model_file(s.init, notes);
  return s.subgroup > 1 ? restricted_to_subgroup(file, s.subgroup) : file;
}

Architecture from_init_file(const TrainingSettings& s, const Flags& flags, const Architecture& wanted) {
  std::vector<std::string> said_later;
  const SafetensorsFile file = init_file(s, said_later);
  Architecture a = from_metadata(file.metadata, s.init);
  require(a.task == wanted.task, s.init, " holds a network that was made to ", name(a.task), ", not to ",
          name(wanted.task), "; use build/", name(a.task));
  require(a.channels == wanted.channels && a.height == wanted.height && a.width == wanted.width, s.init,
          " holds a network for images of ", image_size(a.channels, a.height, a.width), "; the data are ",
          image_size(wanted.channels, wanted.height, wanted.width),
          s.train_images.empty() ? ""
                                 : size_remedy({1, wanted.channels, wanted.height, wanted.width},
                                               {a.channels, a.height, a.width}, s.train_images));
  require_weights_fit(s, flags, a, wanted);
  merge_flags(a, wanted, flags);
  if (s.new_head) a.classes = wanted.classes;
  require(a.task != Task::classify || (wanted.classes <= a.classes && s.classes.value_or(a.classes) == a.classes),
          s.init, " holds a network of ", a.classes, " classes, ", wanted.classes,
          " are wanted; add --new-head to draw its last layer anew for them, while the rest starts from the file");
  if (flags.given("--regularizer")) {
    a.regularizer = wanted.regularizer;
    a.mu = default_mu(a.regularizer, a.task);
  }
  if (s.mu) a.mu = *s.mu;
  return a;
}

/// What a file has for every base filter and channel of every layer, A.k or A_inv.k; empty where one is missing or does
/// not fit, of which loading says more.
std::vector<Tensor> expanded_matrices(const SafetensorsFile& file, const char* symbol, const Architecture& a) {
  const Shape expected = {a.base_filters, a.channels, a.kernel_size(), a.kernel_size()};
  std::vector<Tensor> matrices;
  for (Index k = 0; k < a.layers; ++k) {
    if (!file.contains(numbered(symbol, k))) return {};
    matrices.push_back(file.float_tensor(numbered(symbol, k)));
    if (matrices.back().shape() != expected) return {};
  }
  return matrices;
}

/// What a generator is made from makes other matrices under another form, order or sharing: there A itself counts.
void drop_other_generators(SafetensorsFile& file, const Architecture& now) {
  auto was = to_metadata(from_metadata(file.metadata, file.path)), is = to_metadata(now);
  const bool same = std::ranges::all_of(std::array{"generator", "group_size", "share", "factors", "multiplicities"},
                                        [&](const char* key) { return was[key] == is[key]; });
  if (same) return;
  std::erase_if(file.tensors, [](const StoredTensor& tensor) { return tensor.name.starts_with("generator."); });
}

/// Adds what a generator is made from to a file that has its matrices only: they are snapped to the nearest group of
/// the architecture, and of those that share a free one the mean counts.
void add_generators(SafetensorsFile& file, const Network& network) {
  const Architecture& a = network.architecture();
  const std::vector<Tensor> matrices = expanded_matrices(file, "A", a), inverses = expanded_matrices(file, "A_inv", a);
  for (Index k = 0; k < a.layers && !inverses.empty(); ++k) {
    const std::string name = generator_parameter(a, "A_inv", k);
    if (!network.parameters().contains(name) || file.contains(name)) continue;
    file.add(name, shared_means(a, a.share == Sharing::network ? inverses : std::vector<Tensor>{inverses[k]}));
  }
  const auto missing = std::find_if(network.parameters().begin(), network.parameters().end(), [&](const Parameter& p) {
    return is_generator(p.name) && !is_inverse(p.name) && !file.contains(p.name);
  });
  if (matrices.empty() || missing == network.parameters().end()) return;
  require(can_start_from_matrices(a), file.path, ": the matrices A are there, but not ", missing->name,
          ", from which a generator '", name(a.generator),
          "' makes them; add --generator free --share none to start from the matrices");
  const GeneratorStart start = start_from_matrices(a, matrices);
  for (const auto& [name, value] : start.parameters) file.add(name, value);
  std::erase_if(file.tensors, [&](const StoredTensor& tensor) {  // have served
    return (tensor.name.starts_with("A.") || is_inverse(tensor.name)) && !network.parameters().contains(tensor.name);
  });
  if (a.generator == Form::free) {
    if (start.turned > 1e-3)
      std::printf(
          "note: matrices A of %s that now share one are taken as their mean: %s of their norm apart, scales aside\n",
          file.path.c_str(), fixed(start.turned, 3).c_str());
    return;
  }
  std::printf(
      "note: the matrices A of %s are snapped to A^%lld = I: moved by %s of their norm on average, by %s scales "
      "apart\n",
      file.path.c_str(), static_cast<long long>(a.group_size), fixed(start.moved, 3).c_str(),
      fixed(start.turned, 3).c_str());
}

/// What orbits share is the mean of what a file has for every filter, unless it holds it as such.
void add_orbit_means(SafetensorsFile& file, const Network& network) {
  for (const Parameter& parameter : network.parameters()) {
    if (!parameter.name.starts_with("orbit.") || file.contains(parameter.name)) continue;
    const std::string every = parameter.name.substr(6);
    const Index n = network.architecture().group_size, count = parameter.value.count();
    if (!file.contains(every)) continue;  // loading says what is missing
    const Tensor numbers = file.float_tensor(every);
    if (numbers.count() != n * count) continue;
    Tensor means(parameter.value.shape());
    for (Index i = 0; i < n * count; ++i) means[i % count] += numbers[i] / n;
    file.add(parameter.name, means);
    std::erase_if(file.tensors, [&](const StoredTensor& tensor) { return tensor.name == every; });
  }
}

void load_initial_weights(const NetworkSettings& s, Network& network) {
  std::vector<std::string> notes;
  SafetensorsFile file = init_file(s, notes);
  drop_other_generators(file, network.architecture());
  add_generators(file, network);
  add_orbit_means(file, network);
  if (s.new_head) {
    std::erase_if(file.tensors, [](const StoredTensor& tensor) { return tensor.name.starts_with("fc."); });
    for (const char* name : {"fc.weight", "fc.bias"}) file.add(name, network.parameters().at(name).value);
  }
  for (std::string& note : load_weights(network, file)) notes.push_back(std::move(note));
  for (const std::string& note : notes) std::printf("note: %s\n", note.c_str());
}

}  // namespace

Architecture settle_architecture(const TrainingSettings& s, const Flags& flags, const PreparedData& data) {
  Architecture wanted = s.architecture;
  wanted.channels = data.train_images.extent(1);
  wanted.height = data.train_images.extent(2);
  wanted.width = data.train_images.extent(3);
  require_augmentable(augmentation_from(s.augment), wanted.height, wanted.width);
  const bool classifying = wanted.task == Task::classify;
  require(!classifying || s.classes || data.classes <= most_classes, s.train_labels, ": the largest label is ",
          data.classes - 1, ", which makes ", data.classes, " classes; at most ", most_classes,
          " are expected, numbered from 0");
  if (classifying) wanted.classes = s.classes.value_or(data.classes);
  wanted.mu = s.mu.value_or(default_mu(wanted.regularizer, wanted.task));
  Architecture a = s.init.empty() ? wanted : from_init_file(s, flags, wanted);
  settle_generator_start(s, flags, data, a);
  a.validate();
  require(!classifying || !data.train_labels.empty(), "these data have no labels; classifying needs them");
  require(!classifying || data.classes <= a.classes, "the data have labels up to ", data.classes - 1,
          ", the network only ", a.classes, " classes; give --classes ", data.classes);
  return a;
}

Network initial_network(const TrainingSettings& s, const Architecture& architecture, const PreparedData& data) {
  Random random(static_cast<std::uint64_t>(s.seed), Stream::initialization);
  Network network(architecture, random);
  if (!s.init.empty()) load_initial_weights(s, network);
  if (starts_generators(s)) start_generators(s, data, network, random, s.quiet);
  if (!s.freeze.empty()) freeze(network.parameters(), s.freeze);
  return network;
}

}  // namespace lgn
