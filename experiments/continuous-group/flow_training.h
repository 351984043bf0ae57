// The same generator by training: exp(t_k L) for several amounts t_k, of which every pair takes the one that
// fits it best.
#pragma once

#include "autograd/tape.h"
#include "experiments/continuous-group/flow_symmetry.h"
#include "lgn/recovery/flow_generator.h"

namespace lgn {

/// y = 1/N sum over pairs of min over k of |after - E_k before|^2;  E [K,d,d].
///   dE_k = 2 dy / N  sum over pairs whose least is at k of (E_k before - after) before^T.
Variable least_flow_error(const MovedPairs& pairs, Variable E);

struct FlowTraining {
  Index steps = 200, amounts = 8, batch = 1000;
  bool learned_amounts = true;  // else t_k = k / K stays
  Index seed = 1;
};

/// Adam, learning rate 1 / (2 d), on least_flow_error(exp(t_k (M - M^T))), M random and small, t_k = k / K at
/// first, k = 0 .. K - 1. Where the largest phases go beyond pi (9x9 turned by up to pi/10) it may end at
/// another logarithm. Returns L [d,d].
TensorD train_generator(const MovedPairs& pairs, const FlowTraining& training);

// The same search by the `lie` form: L in exp(L) trained by gradient descent from a random start.

/// How far a finite E = exp(tL) [D,D] is from mapping the flow to itself: sum |f(E x) - E f(x)|^2 over
/// sum |E x - x|^2, the equation itself.
double finite_failure(const FlowMap& flow, const TensorD& states, const TensorD& E);

/// The same as shape [1]: y = F / M, F = sum |r|^2, r = g(E x) - E g(x), M = sum |E x - x|^2.
///   dE = 2 dy / M ( sum Dg(Ex)^T r x^T - r g(x)^T  -  y sum (E x - x) x^T ).
Variable finite_failure(const FlowMap& flow, const TensorD& states, Variable E);

/// Adam on finite_failure(exp(L)), L [D,D] random at first. After each step L is brought to a fixed motion,
/// sum |L x|^2 = 0.1 sum |x|^2 over the states; what it does to directions without data is set to 0.
TensorD train_symmetry(const FlowMap& flow, const TensorD& states, Index steps, Random& random);

}  // namespace lgn
