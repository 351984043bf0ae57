// Networks with their initial values, and images for them.
#pragma once

#include "lgn/network.h"
#include "tensor/random.h"

namespace lgn::test {

inline Network make_network(const Architecture& architecture, std::uint64_t seed = 1) {
  Random random(seed, Stream::initialization);
  return Network(architecture, random);
}

inline Tensor random_images(const Architecture& a, Index count) {
  Random random(7);
  return normal_tensor(random, {count, a.channels, a.height, a.width});
}

}  // namespace lgn::test
