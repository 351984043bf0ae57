// The group algebra of a law's symmetries as a null space.
//
// A symmetry A of the whitened law commutes with every matrix that is defined by the law alone, such as
// M(B) = fourth . B for B = I and then for those found and their squares (M(I) is FOBI's matrix; Cardoso
// 1989). What commutes with all of them is, when they are rich enough, the span of the group's elements (the
// double commutant theorem). It is the null space of X -> [X, M_j]. The B are made orthonormal: the noise of
// the M_j is then independent and of one size.
#pragma once

#include "lgn/probe/agreement.h"

namespace lgn {

/// Invariant matrices [d,d] of trace 0 of one estimate of the moments, and the same of its noise.
struct Invariants {
  std::vector<TensorD> matrices;            // M_j
  std::vector<std::vector<TensorD>> noise;  // several draws of what sampling adds to all M_j
};

/// At most `count` of them. Noise: folds summed with signs that balance, so that the law cancels.
Invariants invariants_of(const LeadingMoments& moments, Index count);

/// Eigenvectors of the least eigenvalues of L(X) = sum_j [[X, M_j], M_j].
struct CommutantSpan {
  TensorD values;  // [most], ascending, over the mean of all d^2
  TensorD basis;   // [most, d^2], orthonormal rows: matrices X
  TensorD noise;   // [most]: what noise alone contributes to each value, in the same unit
};

CommutantSpan commutant_span(const Invariants& invariants, Index d, Index most);

/// The dimension of the null space: how many leading values are within `threshold` times their noise.
Index commutant_dimension(const CommutantSpan& span, double threshold);

}  // namespace lgn
