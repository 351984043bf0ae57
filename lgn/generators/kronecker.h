// A_j = R_j (x) C_j: rows and columns of a filter move apart, by two smaller generators.
#pragma once

#include "autograd/tape.h"

namespace lgn {

/// rows, columns [G', C', n, m, m] -> E[(r, c), (s, t)] = rows[r, s] columns[c, t], [G', C', n, m m, m m]:
/// acts on a filter X [m,m] as  rows X columns^T.
///   drows[r, s] = sum_ct dE columns[c, t],   dcolumns[c, t] = sum_rs dE rows[r, s], in double.
Variable kronecker_elements(Variable rows, Variable columns);

}  // namespace lgn
