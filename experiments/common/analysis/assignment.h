// The assignment problem.
#pragma once

#include <vector>

#include "tensor/tensor.h"

namespace lgn {

/// For every row of cost [R,C], R <= C, a column of its own so that the sum is least (the Hungarian method,
/// Kuhn 1955). Error where costs are NaN or infinite.
std::vector<Index> best_assignment(const TensorD& cost);

}  // namespace lgn
