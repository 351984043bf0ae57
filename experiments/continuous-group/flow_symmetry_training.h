// The same search by the `lie` form: L in exp(L) trained by gradient descent from a random start.
#pragma once

#include "autograd/tape.h"
#include "experiments/continuous-group/flow_symmetry.h"

namespace lgn {

/// E [D,D] -> finite_failure(flow, states, E), shape [1]: y = F / M, F = sum |r|^2, r = g(E x) - E g(x),
/// M = sum |E x - x|^2.
///   dE = 2 dy / M ( sum Dg(Ex)^T r x^T - r g(x)^T  -  y sum (E x - x) x^T ).
Variable finite_failure(const FlowMap& flow, const TensorD& states, Variable E);

/// Adam on finite_failure(exp(L)), L [D,D] random at first. After each step L is brought to a fixed motion,
/// sum |L x|^2 = 0.1 sum |x|^2 over the states; what it does to directions without data is set to 0.
TensorD train_symmetry(const FlowMap& flow, const TensorD& states, Index steps, Random& random);

}  // namespace lgn
