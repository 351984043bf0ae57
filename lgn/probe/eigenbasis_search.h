// Symmetries of order 2 and 4 that need no search over all orthogonal matrices, where the covariance's
// spectrum is simple: a symmetry of the law commutes with the covariance, so that in its eigenbasis
//
//   order 2   A = diag(s), s = +-1 (Hagemeyer 2022). Signs by local search in the fourth moments: the
//   agreement of
//             T with its image is  sum s_i s_j s_k s_l T_ijkl^2.
//   order 4   two such, g and h, make four joint eigenspaces. An A whose square is g exchanges the two where
//             g = -1: K from one to the other, -K^T back; K by moments inside both, from many starts near the
//             diagonal; on the two where g = 1 what intertwines the moments mixed with the exchanged part.
//
// The covariance need only nearly commute with A: photographs have a quarter turn, although their rows and
// columns differ a little.
#pragma once

#include "lgn/probe/elements.h"

namespace lgn {

/// `training`: whitened vectors in the covariance's eigenbasis, in the order of its spectrum. Matrices of
/// exact order n = 2 or 4, which keep 85 % of the fourth moments, the best first; none where there are none.
/// Errors: another n, and as measure_moments.
std::vector<Element> elements_of_order(const ProbeSample& training, Index n, std::uint64_t seed);

}  // namespace lgn
