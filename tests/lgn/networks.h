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

/// The published construction, small: three layers on images of 2 x 9 x 8.
inline Architecture small_architecture(Task task = Task::classify) {
  Architecture a = published_architecture(task);
  a.channels = 2, a.height = 9, a.width = 8, a.base_filters = 2, a.group_size = 3, a.kernel = 3, a.layers = 3;
  a.pool = 2, a.classes = 4;
  return a;
}

/// Labels of images, or none where the images themselves are the targets.
inline std::vector<Index> labels_for(const Architecture& a, Index count) {
  std::vector<Index> labels;
  for (Index i = 0; a.task == Task::classify && i < count; ++i) labels.push_back(i % a.classes);
  return labels;
}

}  // namespace lgn::test
