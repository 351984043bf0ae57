// The groups that are planted: matrices A* that act on flattened patches of side x side pixels, d = side^2.
#pragma once

#include <string>
#include <vector>

#include "tensor/random.h"

namespace lgn {

struct PlantedAction {
  TensorD A;        // [d,d]; empty for `none`
  Index order = 0;  // n, A^n = I but for the 60-degree rotation, which loses corners; 0 for `none`
};

/// quarter_turn (n = 4), row_shift (n = side), mirror, half_turn (n = 2); random_N: orthogonal of order N =
/// 2 .. 12 in a random basis, regular multiplicities; conjugated: S Q S^-1 with Q of order 4 and condition
/// 10; sixty_degrees: nearest-neighbour rotation, zeros outside; none. Error naming what there is for any
/// other.
PlantedAction planted_action(const std::string& name, Index side, Random& random);

}  // namespace lgn
