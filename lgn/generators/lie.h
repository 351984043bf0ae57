// A(t) = exp(t L): a one-parameter continuous group, of which the filter bank sees t = 0 .. n-1.
#pragma once

#include "autograd/tape.h"

namespace lgn {

/// L [G', C', d, d] -> exp(t L), t = 0 .. n-1, [G', C', n, d, d], computed in double. Vector-Jacobian product
/// through the powers of exp(L), then by matrix_exponential_gradient.
Variable lie_elements(Variable L, Index n);

}  // namespace lgn
