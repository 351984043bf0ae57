// A(t) = exp(t L): a one-parameter continuous group, of which the filter bank sees t = 0 .. n-1.
#pragma once

#include "autograd/tape.h"

namespace lgn {

/// L [G', C', d, d] -> exp(t L), t = 0 .. n-1, [G', C', n, d, d], computed in double. Vector-Jacobian product
/// through the powers of exp(L), then by matrix_exponential_gradient.
Variable lie_elements(Variable L, Index n);

/// L [d,d], t [K] -> exp(t_k L), [K,d,d]: any amounts, which may be learned as well. Vector-Jacobian product:
///   dL = sum_k t_k D exp(t_k L)^T dE_k,   dt_k = <dE_k, L exp(t_k L)>.
Variable lie_flow(Variable L, Variable t);

}  // namespace lgn
