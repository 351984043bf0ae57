// Operations that move numbers without changing them.
#pragma once

#include <vector>

#include "autograd/tape.h"

namespace lgn {

/// The same numbers in row-major order under another shape of equal count.   dx = dy under x's shape.
/// Error when the counts differ.
Variable reshape(Variable x, Shape shape);

/// x [..., n, m] -> [..., m, n], y[..., j, i] = x[..., i, j].   dx = transpose(dy).   Error below rank 2.
Variable transpose(Variable x);

/// Joins tensors along `axis` (negative ones count from the end); the other extents have to agree.
///   dx_k = the part of dy that x_k went to.
Variable concatenate(const std::vector<Variable>& parts, Index axis);

}  // namespace lgn
