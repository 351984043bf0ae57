#include "lgn/generator.h"

#include "lgn/initialization.h"

namespace lgn {
namespace {

/// Learned entries at unit Frobenius norm: the published construction.
class FreeGenerator : public Generator {
 public:
  explicit FreeGenerator(const Architecture& architecture) : architecture_(architecture) {}

  void add_parameters(ParameterSet& parameters, Index layer, Random& random) const override {
    const std::string name = generator_parameter(architecture_, "A", layer);
    if (parameters.contains(name)) return;
    parameters.add({name, unit_norm_normal(random, generator_shape(architecture_)), true, true});
  }

  Variable matrices(const Leaves& leaves, Index layer) const override {
    return leaves[generator_parameter(architecture_, "A", layer)];
  }

 private:
  Architecture architecture_;
};

}  // namespace

std::unique_ptr<Generator> make_generator(const Architecture& architecture) {
  require_known_generator(architecture.generator, architecture.share);
  return std::make_unique<FreeGenerator>(architecture);
}

void require_known_generator(const std::string& generator, const std::string& share) {
  require(generator == "free", "--generator is '", generator, "'; expected free");
  require(share == "none" || share == "channels" || share == "layer" || share == "network", "--share is '",
          share, "'; expected none, channels, layer or network");
}

Shape generator_shape(const Architecture& a) {
  const Index groups = a.share == "none" || a.share == "channels" ? a.groups : 1;
  const Index channels = a.share == "none" ? a.channels : 1;
  return {groups, channels, a.kernel_size(), a.kernel_size()};
}

std::string generator_parameter(const Architecture& a, const std::string& symbol, Index layer) {
  if (a.share == "none") return concat(symbol, ".", layer);
  if (a.share == "network") return concat("generator.", symbol);
  return concat("generator.", symbol, ".", layer);
}

Tensor expand_generator(const Tensor& matrices, const Architecture& a) {
  const Index d = a.kernel_size();
  const Index groups = matrices.extent(0), channels = matrices.extent(1);
  Tensor expanded = Tensor::uninitialized({a.groups, a.channels, d, d});
  for (Index g = 0; g < a.groups; ++g) {
    for (Index c = 0; c < a.channels; ++c) {
      const float* from =
          matrices.data() + ((groups == 1 ? 0 : g) * channels + (channels == 1 ? 0 : c)) * d * d;
      std::copy(from, from + d * d, expanded.data() + (g * a.channels + c) * d * d);
    }
  }
  return expanded;
}

}  // namespace lgn
