// The same generator by training: exp(t_k L) for several amounts t_k, of which every pair takes the one that
// fits it best.
#pragma once

#include "autograd/tape.h"
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

}  // namespace lgn
