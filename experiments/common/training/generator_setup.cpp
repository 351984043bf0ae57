#include "experiments/common/training/generator_setup.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "datasets/pixel_ring.h"
#include "experiments/common/program/table.h"
#include "lgn/generators/group_elements.h"
#include "lgn/generators/representation.h"
#include "lgn/generators/snap.h"
#include "lgn/generators/start.h"
#include "lgn/parameters.h"
#include "tensor/io/safetensors.h"

namespace lgn {
namespace {

bool is_file(const std::string& name) {
  return name.size() > 12 && name.ends_with(".safetensors");
}

/// The matrix of a file of a group, made by find-group.
TensorD matrix_of_group(const NetworkSettings& s, const SafetensorsFile& file, const Architecture& a) {
  require(file.contains("A"), s.group, ": there is no tensor A; expected the group.safetensors of find-group");
  const TensorD A = file.double_tensor("A");
  const Index d = a.kernel_size();
  require(A.rank() == 2 && A.extent(0) == d && A.extent(1) == d, s.group, ": A has shape ", A.shape(),
          "; filters have ", d, " pixels; give the --kernel whose pixels the group acts on");
  require(std::all_of(A.begin(), A.end(), [](double x) { return x - x == 0; }), s.group,
          ": A holds a NaN or an infinity");
  return A;
}

/// Of A, which is the group's first generator: `orders` lists those of all, `order` is the whole group's.
Index order_of_group(const NetworkSettings& s, const SafetensorsFile& file) {
  auto entry = file.metadata.find("orders");
  if (entry == file.metadata.end()) entry = file.metadata.find("order");
  require(entry != file.metadata.end(), s.group, ": the metadata have no entry 'order'");
  const long long order = std::atoll(entry->second.c_str());
  require(
      order >= 2 && order <= 4096, s.group, ": the metadata entry '", entry->first, "' is '", entry->second,
      "'; expected a whole number from 2 on (0 stands for a continuous group: run find-group without --continuous)");
  return order;
}

/// One matrix for all filters of a layer, as model files store them.
Tensor repeated(const TensorD& A, const Architecture& a) {
  return expand_generator(cast<float>(A).reshape({1, 1, A.extent(0), A.extent(0)}), a);
}

/// The shift by 1/n of the ring on which neighbours follow each other (datasets/pixel_ring.h).
TensorD shift_along_neighbors(const PreparedData& data, const Architecture& a) {
  const Index d = a.kernel_size(), n = a.group_size;
  require(a.kernel == KernelExtent(a.height, a.width) && d % n == 0, "--search neighbors with --kernel ",
          to_string(a.kernel), " and --group-size ", n, "; expected a kernel as large as the images, ", a.height, "x",
          a.width, ", and a group size that divides its number of pixels");
  const std::vector<Index> ring = pixel_ring(data.train_images);
  TensorD shift({d, d});
  for (Index i = 0; i < d; ++i) shift(ring[i], ring[(i + d / n) % d]) = 1;
  return shift;
}

/// Every layer's matrices [G, C, d, d].
std::vector<Tensor> start_matrices(const NetworkSettings& s, const PreparedData& data, const Architecture& a,
                                   Random& random) {
  std::vector<Tensor> layers;
  if (is_file(s.init_generator)) {
    const SafetensorsFile file = read_safetensors(s.init_generator);
    for (Index k = 0; k < a.layers; ++k) {
      layers.push_back(file.float_tensor(numbered("A", k)));
      const Shape expected = {a.base_filters, a.channels, a.kernel_size(), a.kernel_size()};
      require(layers.back().shape() == expected, s.init_generator, ": the tensor ", numbered("A", k), " has shape ",
              layers.back().shape(), "; this network's generators have ", expected);
    }
    return layers;
  }
  for (Index k = 0; k < a.layers; ++k) {
    if (!s.group.empty()) {
      layers.push_back(repeated(matrix_of_group(s, read_safetensors(s.group), a), a));
    } else if (k > 0 && (a.share == Sharing::network || s.search == "neighbors")) {
      layers.push_back(layers.front());
    } else if (s.search == "moments") {
      const Index d = a.kernel_size(), found = data.moment_start.extent(0);
      require(found == d, "--search moments looked at --kernel ", to_string(s.architecture.kernel),
              "; the network's filters have ", d, " pixels");
      layers.push_back(repeated(data.moment_start, a));
    } else if (s.search == "neighbors") {
      layers.push_back(repeated(shift_along_neighbors(data, a), a));
    } else {
      layers.push_back(
          repeated(named_operation(s.init_generator, a.kernel.height, a.kernel.width, a.group_size, random), a));
    }
  }
  return layers;
}

std::string flag_in_words(const NetworkSettings& s) {
  if (s.search != "none") return "--search " + s.search;
  return s.group.empty() ? "--init-generator " + s.init_generator : "--group " + s.group;
}

}  // namespace

bool starts_generators(const NetworkSettings& s) {
  return s.init_generator != "random" || s.search != "none" || !s.group.empty();
}

void settle_generator_start(const NetworkSettings& s, const Flags& flags, const PreparedData& data, Architecture& a) {
  if (!starts_generators(s)) return;
  if (!s.group.empty()) {
    const Index order = order_of_group(s, read_safetensors(s.group));
    require(!flags.given("--group-size") || a.group_size == order, s.group, " holds a group of ", order,
            " elements; --group-size says ", a.group_size);
    a.group_size = order;
  }
  require(can_start_from_matrices(a), flag_in_words(s),
          " needs --generator orthogonal, exact or free with more than one element and fixed --multiplicities; a "
          "generator '",
          name(a.generator), "' of ", a.group_size, " elements cannot be started at a given matrix");
  if (a.generator == Form::free || flags.given("--multiplicities")) return;
  if (is_file(s.init_generator)) {
    const SafetensorsFile file = read_safetensors(s.init_generator);
    const auto entry = file.metadata.find("multiplicities");
    if (entry != file.metadata.end() && entry->second != "learned") a.multiplicities = entry->second;
    return;
  }
  Random random(0);
  const Tensor A = start_matrices(s, data, a, random).front();
  const Index d = a.kernel_size();
  a.multiplicities = multiplicities_text(snap_orthogonal(numbers_in_double(A, 0, {d, d}), a.group_size).multiplicities);
}

void start_generators(const NetworkSettings& s, const PreparedData& data, Network& network, Random& random,
                      bool quiet) {
  const Architecture& a = network.architecture();
  const std::vector<Tensor> matrices = start_matrices(s, data, a, random);
  if (!s.group.empty() && !quiet) {
    const SafetensorsFile file = read_safetensors(s.group);
    const auto whole = file.metadata.find("order");
    if (whole != file.metadata.end() && whole->second != concat(a.group_size))
      std::printf("note: %s holds a group of order %s; the powers of its first generator A, %lld of them, are taken\n",
                  s.group.c_str(), whole->second.c_str(), static_cast<long long>(a.group_size));
    const auto certified = file.metadata.find("certified");
    if (certified != file.metadata.end() && certified->second == "0")
      std::printf("note: the group of %s is not certified (find-group's table says why)\n", s.group.c_str());
  }
  const GeneratorStart start = start_from_matrices(a, matrices);
  for (const auto& [name, value] : start.parameters) network.parameters().at(name).value = value;
  if (start.moved > 1e-5 && a.generator != Form::free && !quiet) {
    std::printf("note: %s: the nearest group of order %lld in this form is %s of its norm away\n",
                flag_in_words(s).c_str(), static_cast<long long>(a.group_size), fixed(start.moved, 3).c_str());
  }
}

}  // namespace lgn
