// The group algebra of a law's symmetries as a null space.
//
// A symmetry A of the whitened law commutes with every matrix, and fixes every vector, that is defined by the
// law alone. With an invariant matrix B and an invariant vector v these are
//   M = fourth . B (for B = I: FOBI's matrix, Cardoso 1989),  M = third . v,  v = third . B,
// from B = I on, each giving others, as do squares of the B. What commutes with all M, and with v v^T, is,
// when they are rich enough, the span of the group's elements (the double commutant theorem): the null space
// of X -> [X, M_j]. The B are made orthonormal: the noise of the M_j is then nearly independent. M_j that do
// not stand out of their noise are left out, the others divided by it.
#pragma once

#include "lgn/probe/agreement.h"

namespace lgn {

/// Invariant matrices [d,d] of one estimate of the moments, and draws of what sampling adds to them.
struct Invariants {
  std::vector<TensorD> matrices;            // M_j
  std::vector<std::vector<TensorD>> noise;  // of all M_j in each draw
};

/// From at most `count` invariant B, those whose norm is `least` times that of their noise or more. Noise:
/// what follows from moments to which folds were added with signs that balance, so that the law cancels, less
/// what follows from the moments as they are. Third moments are used where `moments` has some.
Invariants invariants_of(const LeadingMoments& moments, Index count, double least);

/// Eigenvectors of the least eigenvalues of L(X) = sum_j [[X, M_j], M_j].
struct CommutantSpan {
  TensorD values;  // [most], ascending, over the mean of all d^2
  TensorD basis;   // [most, d^2], orthonormal rows: matrices X
  TensorD noise;   // [most]: what noise alone contributes to each value, in the same unit
};

CommutantSpan commutant_span(const Invariants& invariants, Index d, Index most);

/// The dimension of the null space, by the perturbation of its eigenvalues under resampling: how many leading
/// values are below `threshold` times what noise alone contributes; 0 when all in the span are, so that the
/// sample is too small to tell. (Eigenvectors of a null space avoid the noise: .15 to .3 is usual for them.)
Index commutant_dimension(const CommutantSpan& span, double threshold);

}  // namespace lgn
