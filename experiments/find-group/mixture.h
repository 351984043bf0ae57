// Sparse mixtures with a planted group, and how real ones may differ from them.
#pragma once

#include <string>

#include "tensor/random.h"

namespace lgn {

/// Vectors [count,d]  y = sum over f of u_f b_f + noise  of filters [q n,d], row i q + g the element A^i b_g
/// of unit norm: each is used with probability 3 / (q n), u is exponential, the noise has deviation .05.
/// `kind` says what is different:
///   "half-normal", "uniform", "heavy-tailed" (Pareto's of exponent 3), "signed" (normal): the law of u
///   "correlated": each use of A^i b_g brings A^(i+1) b_g along, in half of the cases
///   "unequal": A^i b_g is used i + 1 times as often as b_g: no symmetry
///   "incomplete": of 30 % of the orbits one element is never used: no symmetry
/// and "" nothing. Error naming these for any other.
TensorD draw_mixture(const TensorD& filters, Index order, const std::string& kind, Index count, Random& random);

}  // namespace lgn
