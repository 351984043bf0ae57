// exp(t L) of a skew-symmetric L, for many vectors and many t at once.
//
// L = Q T Q^T (real Schur form), T made of plane rotations (0 -w; w 0): in the coordinates Q^T x every plane
// turns by w t, so that neither moving a vector nor finding how far one was moved needs a matrix exponential.
#pragma once

#include <vector>

#include "tensor/tensor.h"

namespace lgn {

class RotationFlow {
 public:
  /// L [d,d]; its symmetric part is left out.
  explicit RotationFlow(const TensorD& L);

  /// Row i: exp(amounts[i] L) x_i.  x [N,d].
  TensorD move(const TensorD& x, const std::vector<double>& amounts) const;

  /// For every pair of rows the t in (-reach, reach) with the largest <y, exp(t L) x>, of several that agree
  /// to 1 % the least: by a grid of 64 intervals for every turn of the fastest plane and a parabola through
  /// the best three values.
  std::vector<double> amounts(const TensorD& x, const TensorD& y, double reach) const;

  /// The largest w: of what exp(t L) turns, nothing turns by more than |t| times that.
  double largest_frequency() const;

 private:
  TensorD basis_;                    // Q
  std::vector<Index> planes_;        // first of the two columns
  std::vector<double> frequencies_;  // w of each plane
};

}  // namespace lgn
