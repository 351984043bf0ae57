// Is there a group at all? Tests that answer from both sides.
//
//   no group:   a dictionary of free filters lets some A permute its atoms to a degree, too. How far is found
//               by recovering "groups" from random dictionaries; a score above theirs rejects "no group".
//   no group:   A turned at random, Q A Q^T, serves the data as well as A, its base filters fitted anew.
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

struct TurnedGroupTest {
  Index draws = 19;  // random Q; the p-value is at least 1/(draws + 1)
  Index groups = 0;  // base filters, q
  Index steps = 5;   // of fitting them
};

/// Losses on held-out patches of a group and of Q A Q^T, Q uniformly random orthogonal.
struct TurnedLosses {
  double loss = 0;
  std::vector<double> turned;

  /// p-value of "A is worth no more than Q A Q^T": the share of the groups, A among them, whose loss is not
  /// above A's. Exact for an A that is independent of the data; one that was fitted to them has an advantage.
  double p_value() const;
  /// 1 - loss / mean of turned: to be held against the advantages of what is recovered where there is no
  /// group.
  double advantage() const;
};

/// Each group starts from the base filters that it finds among the atoms [F,d] and fits them on `fitted`.
/// With a whitening, Q turns within its coordinates.
TurnedLosses turned_group_losses(const RecoveredGroup& group, const TensorD& atoms, const TensorD& fitted,
                                 const TensorD& held_out, const PursuitSettings& pursuit,
                                 const TurnedGroupTest& test, Random& random);

/// An orthogonal matrix [d,d], uniformly distributed up to the signs of its columns.
TensorD random_orthogonal(Index d, Random& random);

}  // namespace lgn
