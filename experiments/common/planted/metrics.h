// How close what was found is to what was planted.
#pragma once

#include "tensor/tensor.h"

namespace lgn {

/// A group is recovered when its group cosine is above this.
inline constexpr double success = 0.95;

/// max over k coprime to n of mean over j = 1 .. n-1 of cos(A^kj, A*^j), cos(X, Y) = <X, Y> / (||X|| ||Y||):
/// 1 when A generates the group that A* generates, whichever generator it is. A, planted [d,d], n >= 2.
double group_cosine(const TensorD& A, const TensorD& planted, Index n);

/// The same for what the operators do within span of the rows [F,d]: P A^j P with P the projector.
double group_cosine_within(const TensorD& A, const TensorD& planted, Index n, const TensorD& rows);

/// Earth mover's distance, in radians, between the eigen-phases |arg| of A and of A*, the least over A's
/// powers k coprime to n.
double phase_distance(const TensorD& A, const TensorD& planted, Index n);

/// Share of the planted filters [F,d] that the best assignment gives a found one [F',d] with |cos| > 0.95;
/// rows of unit norm.
double filters_recovered(const TensorD& planted, const TensorD& found);

}  // namespace lgn
