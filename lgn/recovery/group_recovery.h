// From free filters to the group that generated them: an A of finite order that permutes the atoms of a
// dictionary; orthogonal, or orthogonal in other coordinates (direction_whitening.h).
//
//   1. automorphisms of the atoms' Gram matrix give pairs (b, b') with A b = b'   (automorphisms.h)
//   2. A is the orthogonal matrix that does this best: the orthogonal Procrustes problem (Schoenemann 1966)
//   3. pairs are made anew with that A, those that do not fit are dropped, and A is solved for again
//   4. A is snapped to order n                                                    (snap.h)
//   5. base filters, and A with them, are trained on, the group exact             (polish_group)
#pragma once

#include <optional>
#include <vector>

#include "lgn/recovery/automorphisms.h"
#include "lgn/recovery/direction_whitening.h"
#include "lgn/recovery/sparse_coding.h"

namespace lgn {

/// The orthogonal matrix closest to mapping rows of `from` to rows of `to`, both [P,d]: A [d,d] maximises
/// sum_p <A from_p, to_p>. Where the rows do not span the space, the rest is completed arbitrarily.
TensorD procrustes(const TensorD& from, const TensorD& to);

struct RecoverySettings {
  std::optional<Index> order = {};  // n where it is known
  Index largest_order = 8;          // else 2 .. largest_order are considered
  SymmetrySearch search = {};
  bool conjugated = false;  // where F > d, groups in other coordinates are considered too
};

struct RecoveredGroup {
  TensorD A;  // [d,d], orthogonal (or so in the coordinates of `whitening`), A^order = I to rounding
  Index order = 1;
  double score = 0;                                  // permutation_score of A, at most 1
  double closure = 0;                                // ||A^order - I||_F / sqrt(d) before snapping
  std::optional<DirectionWhitening> whitening = {};  // the coordinates in which A is orthogonal, and scored
};

/// Of groups with a score within a hair of the best the one of the largest order: A, not its powers. Of several of this
/// order the one of the best score.
const RecoveredGroup& preferred(const std::vector<RecoveredGroup>& groups);

/// atoms [F,d] of unit norm. The identity permutes any atoms: no atom counts as its own image. Of the candidates the
/// preferred one. Without a group the score is low. Where no candidate has the order asked for, the score is 0 and
/// A = I. Other coordinates must be better by more than the hair.
RecoveredGroup recover_group(const TensorD& atoms, const RecoverySettings& settings);

/// Orthogonal matrices that take atoms to atoms, one for every map that search_automorphisms() finds: steps 1
/// to 3.
std::vector<TensorD> permuting_matrices(const TensorD& atoms, const SymmetrySearch& search);

/// Mean over the atoms b of max over the other atoms b' of <A b, b'>.
double permutation_score(const TensorD& A, const TensorD& atoms);

/// Base filters [q,d] that generate the atoms: orbits are collected, the fullest first, at most `groups`,
/// and each gives the mean of its elements taken back to the start.
TensorD base_filters(const RecoveredGroup& group, const TensorD& atoms, Index groups);

/// The filter bank of a group, [n q, d]: row i q + g is A^i b_g, of unit norm for orthogonal A only.
TensorD group_bank(const TensorD& A, Index order, const TensorD& base_filters);

/// The same at unit norm, as codes are computed with.
TensorD unit_bank(const RecoveredGroup& group, const TensorD& base_filters);

/// The group, its order as it is, and the base filters [q,d] whose orbits come closest to atoms [n q,d] in
/// the order of group_bank: A by Procrustes from each atom to the next of its orbit, and snapped. The atoms
/// need not have unit norm. With a whitening, that of the atoms takes its place.
void fit_to_orbits(RecoveredGroup& group, TensorD& base_filters, const TensorD& atoms);

/// Trains base filters and A on, alternately with the codes, the group exact throughout.
void polish_group(RecoveredGroup& group, TensorD& base_filters, const TensorD& patches, const PursuitSettings& pursuit,
                  Index steps);

}  // namespace lgn
