// Is there a group at all? Two tests that answer from both sides.
//
//   no group:   a dictionary of free filters lets some A permute its atoms to a degree, too. How far is found
//               by recovering "groups" from random dictionaries; a score above theirs rejects "no group".
//   a group:    if A is a symmetry of the data, patches and A^j patches, j uniform, look alike. The maximum
//               mean discrepancy of the two under random exchange within pairs has an exact p-value, because
//               the group is exact; a small one rejects "A is a symmetry".
#pragma once

#include "lgn/recovery/group_recovery.h"
#include "tensor/random.h"

namespace lgn {

/// Scores of recover_group on `draws` dictionaries of F independent directions, uniform on the sphere of R^d.
std::vector<double> scores_without_group(Index F, Index d, const RecoverySettings& settings, Index draws,
                                         std::uint64_t seed);

/// p-value of "A^j y looks like y" for held-out patches [N,d], which A must not have been fitted to: the
/// maximum mean discrepancy (Gretton et al. 2012; Gaussian kernel, width the median distance) between patches
/// and patches moved by A^j, j uniform in 0 .. n-1, against `exchanges` random exchanges within the pairs
/// (y, A^j y). Under invariance the pairs are exchangeable, hence P(p <= a) <= a for every a.
double invariance_p_value(const TensorD& patches, const TensorD& A, Index order, Index exchanges,
                          Random& random);

}  // namespace lgn
