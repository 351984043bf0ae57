// A route of the probe for numbers in an order nobody knows (pixels shuffled, sensors around something): what permutes
// the numbers themselves and keeps their correlations.
#pragma once

#include "lgn/probe/candidate.h"
#include "lgn/probe/preparation.h"

namespace lgn {

/// x_j = e_j z, with z whitened and e_j a row of the expansion: permutations that keep all correlations are the
/// orthogonal A that take rows to rows, found as a dictionary's (dictionary_candidates.h). Their group, of at most
/// four elements a number, first, then groups in it; none where there is none.
std::vector<GroupCandidate> coordinate_candidates(const PreparedSample& sample);

}  // namespace lgn
