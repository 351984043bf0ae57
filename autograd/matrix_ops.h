// Matrix products, powers and norms. "..." are leading axes: a stack of matrices, one operation for each.
// All throw Error when shapes do not fit.
#pragma once

#include "autograd/tape.h"

namespace lgn {

/// [..., d, d], an identity matrix each.
Tensor identities(const Shape& shape);

/// a [n, k], b [k, m] -> y = a b, [n, m].   da = dy b^T,  db = a^T dy.
Variable matmul(Variable a, Variable b);

/// a [..., n, k], b [..., k, m] with the same leading axes -> [..., n, m]; matmul for each pair.
Variable batched_matmul(Variable a, Variable b);

/// a [..., d, d] -> a^exponent, by repeated squaring; exponent 0 gives the identity.
///   da = sum_{i=0}^{exponent-1} (a^i)^T dy (a^(exponent-1-i))^T, as it follows from the products.
/// Error for a negative exponent.
Variable matrix_power(Variable a, Index exponent);

/// x [N, D], weight [K, D], bias [K] -> y = x weight^T + bias, [N, K].
///   dx = dy weight,  dweight = dy^T x,  dbias = sum of dy over N.
Variable linear(Variable x, Variable weight, Variable bias);

/// a [..., n, m] -> y = sqrt(sum a^2) for each matrix, shape [...] ([1] for a single one), sums in double.
///   da = dy a / y;  at the zero matrix, where no derivative exists, 0.
Variable frobenius_norm(Variable a);

}  // namespace lgn
