// Signs of directions, by the fourth moments alone: where a matrix may send some of them to minus their images.
#pragma once

#include <vector>

#include "tensor/tensor.h"

namespace lgn {

/// Signs s [d] and  f(s) = sum over entries e, f of m_ef sigma_e sigma_f  of symmetric matrices, sigma_(ij) = s_i s_j:
/// quartic, so that the gain of turning one sign or two costs O(d^2).
class SignSearch {
 public:
  /// m [D,D], D = d (d + 1) / 2, symmetric. Error: d above 64.
  SignSearch(Index d, TensorD m);

  /// Uphill by turning one sign or two, the best each time.
  TensorD climb(TensorD s) const;
  /// All s with one or two signs turned from +1, as far as f loses less than `loss`, the best first, at most `most`.
  std::vector<TensorD> best_flips(double loss, Index most) const;

 private:
  TensorD signs_of_entries(const TensorD& s) const;
  double gain_of(Index i, Index j, const TensorD& sigma, const TensorD& pull) const;
  Index entry(Index i, Index j) const;

  Index d_;
  TensorD m_;
};

}  // namespace lgn
