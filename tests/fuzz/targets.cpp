#include "tests/fuzz/targets.h"

namespace lgn::fuzz {

const std::vector<Target>& targets() {
  static const std::vector<Target> all = {idx_target(),         cifar10_target(), npy_target(),
                                          safetensors_target(), json_target(),    checkpoint_target(),
                                          command_line_target()};
  return all;
}

}  // namespace lgn::fuzz
