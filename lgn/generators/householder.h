// A_j = W rho(j) W^T with W a product of reflections: orthogonal by construction, and applied to filters in
// O(r d) each. W - I has a rank of at most r: the group moves away from rho, which turns neighbouring pixels,
// in r directions only.
#pragma once

#include "lgn/generators/basis_action.h"

namespace lgn {

/// r = 2 sqrt(d), rounded up, at most d: the numbers of W grow as d^1.5, between a dense W's and a Kronecker
/// product's.
Index reflection_count(Index d);

/// numbers [r,d] -> W = H_1 .. H_r,  H_i = I - 2 v_i v_i^T / ||v_i||^2. Error where a v_i is zero.
OrthogonalBasis householder_basis(const TensorD& numbers);

}  // namespace lgn
