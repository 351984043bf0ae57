// A group of orthogonal matrices whose multiplicities are learned beside W, exact at every moment: every
// plane of W's columns chooses how it is turned, among all that A^n = I allows.
#pragma once

#include "autograd/tape.h"

namespace lgn {

/// What a plane may choose: turned by 2 pi k / n, k = 0 .. floor(n/2), and for even n mirrored (1 and -1).
inline Index plane_choices(Index n) {
  return n / 2 + 1 + (n % 2 == 0);
}

/// below [G', C', d (d-1)/2] (W as in generators/orthogonal.h), choices [G', C', floor(d/2),
/// plane_choices(n)]
/// -> W (blocks)^j W^T, [G', C', n, d, d], where plane p takes the block of its largest choice, and the last
/// dimension of an odd d stays. The gradient of the choices is straight-through (Bengio et al., 2013): that
/// of
///   sum_t (onehot_t + softmax(choices)_t - softmax(choices as a constant)_t) block_t^j
/// in place of the chosen block.
Variable learned_elements(Variable below, Variable choices, Index n);

}  // namespace lgn
