// The filter bank of a layer: base filters B, and what a group makes of them. The group acts on the weights, not
// on the data.
//
//   W[i*G + g, c] = mat( A_i[g,c] vec(B[g,c]) ),   i = 0 .. n-1,   A_0 = I
//
// First all base filters, then all of A_1 B, then all of A_2 B. There are two ways to the matrices A_i:
//
//   powers    A_i = A^i of one generator A, as published: A learned freely need not close, A^n != I.
//   elements  all A_i are given, as the exact groups compute them: orthogonal (the default), S rho S^-1, and
//             whatever else lgn/generators/ makes. They may be any group, not only a cyclic one.
#pragma once

#include <optional>

#include "autograd/tape.h"

namespace lgn {

/// The group of a layer on a tape; G' in {1, G}, C' in {1, C}: an extent of 1 is shared.
struct LayerGroup {
  Variable generators;               // A, [G', C', d, d]
  std::optional<Variable> elements;  // all A_i, [G', C', n, d, d], identity first; without them, powers of A
};

/// base_filters [G, C, m, m] -> the filter bank [n G, C, m, m], by the elements where the group has them.
Variable filter_bank(Variable base_filters, const LayerGroup& group, Index group_size);

/// By powers: W_0 = B, W_i = A W_{i-1}.
/// Vector-Jacobian product, from i = n-1 down:  dA += dW_i W_{i-1}^T,  dW_{i-1} += A^T dW_i,  dB = dW_0.
/// generators [G', C', d, d], group_size n. Error when the shapes do not fit.
Variable generated_filter_bank(Variable base_filters, Variable generators, Index group_size);

/// By elements: W_i = A_i B.
///   dA_i += dW_i B^T over the base filters that share it;  dB = sum_i A_i^T dW_i.  Element 0 is the
///   identity: W_0 = B exactly, and dA_0 stays 0.
/// elements [G', C', n, d, d]. Error when the shapes do not fit.
Variable acted_filter_bank(Variable base_filters, Variable elements);

}  // namespace lgn
