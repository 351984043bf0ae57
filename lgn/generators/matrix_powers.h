// All powers of a matrix up to the (n-1)-th, in double, and the way back for gradients.
#pragma once

#include "autograd/tape.h"

namespace lgn {

/// A [d,d] -> I, A, .., A^(n-1), [n,d,d].
TensorD powers(const TensorD& A, Index n);

/// Vector-Jacobian product: for L with dL/d(powers) = gradient [n,d,d], dL/dA [d,d]. From j = n-1 down to 1:
///   dA += g (A^(j-1))^T,  g = gradient_(j-1) + A^T g,   starting from g = gradient_(n-1).
TensorD powers_gradient(const TensorD& powers, const TensorD& gradient);

/// The same on a tape: generators [G', C', d, d] -> [G', C', n, d, d].
Variable power_elements(Variable generators, Index n);

}  // namespace lgn
