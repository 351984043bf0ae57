// The network whose files the fuzzer damages: as small as they come.
#pragma once

#include "lgn/network.h"

namespace lgn::fuzz {

inline Network small_network(Task task) {
  Architecture a = published_architecture(task);
  a.channels = a.base_filters = a.pool = 1;
  a.height = a.width = 3;
  a.kernel = a.group_size = a.layers = a.classes = 2;
  a.regularizer = Regularizer::inverse;
  a.mu = 1e-4;
  Random random(1, Stream::initialization);
  return Network(a, random);
}

}  // namespace lgn::fuzz
