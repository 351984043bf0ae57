// Sums over a sample of all products of up to four coordinates.
//
// They are the fourth moments of (1, y), which do not depend on the order of their indices: C(d + 4, 4) numbers, a
// third of what the inner products of all pairs with all pairs would take.
#pragma once

#include <vector>

#include "tensor/tensor.h"

namespace lgn {

/// 1, y and Q(y) of a vector z, in 1 + d + D numbers, D = d (d + 1) / 2: y = z sqrt(2 d / (d + |z|^2)), and Q(y) the
/// entries of y y^T in the order (0,0), (0,1), .., (1,1), .., with those off the diagonal times sqrt 2.
/// Here: X^T X over these rows X of the vectors [N,d] that are listed; upper triangle, zeros below it.
TensorD products_of_features(const TensorD& vectors, const std::vector<Index>& rows);

}  // namespace lgn
