// The multiplication table of a network's groups.
#pragma once

#include <vector>

#include "lgn/architecture.h"

namespace lgn {

/// [j][i]: the index of the element j^-1 i.
using QuotientTable = std::vector<std::vector<Index>>;

/// Of forms without a period (free, lie) as if A^n = I.
QuotientTable quotient_table(const Architecture& architecture);

}  // namespace lgn
