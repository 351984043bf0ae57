// The multiplication table of a network's groups.
#pragma once

#include <vector>

#include "lgn/architecture.h"

namespace lgn {

/// The indices of the elements j^-1 i, i = 0 .. n - 1. Of polyhedral elements the k with the largest
/// <rho_j^T rho_i, rho_k>.
std::vector<Index> quotients(const Architecture& architecture, Index j);

}  // namespace lgn
