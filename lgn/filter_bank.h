// The generated filter bank: base filters and what the generator makes of them.
//
//   W[i*G + g, c] = mat( A[g,c]^i vec(B[g,c]) ),   i = 0 .. n-1
//
// All base filters first, then all of A B, then all of A^2 B. The group acts on the weights, not on the data.
#pragma once

#include "autograd/tape.h"

namespace lgn {

/// Forward: W_0 = B, W_i = A W_{i-1}.
/// Vector-Jacobian product, from i = n-1 down:  dA += dW_i W_{i-1}^T,  dW_{i-1} += A^T dW_i,  dB = dW_0.
/// base_filters [G, C, m, m], generators [G', C', d, d] with G' in {1, G}, C' in {1, C} (an extent of 1 is
/// shared), group_size n -> [n G, C, m, m]. Error when the shapes do not fit.
Variable generated_filter_bank(Variable base_filters, Variable generators, Index group_size);

}  // namespace lgn
