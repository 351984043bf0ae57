#include "lgn/generators/generator.h"

#include <algorithm>

namespace lgn {

Shape generator_shape(const Architecture& a) {
  const Index groups = a.share == Sharing::none || a.share == Sharing::channels ? a.base_filters : 1;
  const Index channels = a.share == Sharing::none ? a.channels : 1;
  return {groups, channels, a.kernel_size(), a.kernel_size()};
}

std::string generator_parameter(const Architecture& a, const std::string& symbol, Index layer) {
  if (a.share == Sharing::none) return concat(symbol, ".", layer);
  if (a.share == Sharing::network) return concat("generator.", symbol);
  return concat("generator.", symbol, ".", layer);
}

Tensor expand_generator(const Tensor& matrices, const Architecture& a) {
  const Index d = a.kernel_size();
  const Index groups = matrices.extent(0), channels = matrices.extent(1);
  Tensor expanded = Tensor::uninitialized({a.base_filters, a.channels, d, d});
  for (Index g = 0; g < a.base_filters; ++g) {
    for (Index c = 0; c < a.channels; ++c) {
      const float* from = matrices.data() + ((groups == 1 ? 0 : g) * channels + (channels == 1 ? 0 : c)) * d * d;
      std::copy(from, from + d * d, expanded.data() + (g * a.channels + c) * d * d);
    }
  }
  return expanded;
}

}  // namespace lgn
