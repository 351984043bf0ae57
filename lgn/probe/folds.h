// Statistics of tensors that were measured on disjoint folds of a sample, x_a = x + noise: sums over pairs of
// different folds, to which noise adds nothing in the mean.
#pragma once

#include <vector>

#include "tensor/tensor.h"

namespace lgn {

/// <x_a, x_b>, [folds, folds].
TensorD gram_of(const std::vector<TensorD>& x);

/// Mean over pairs of different folds.
double between_folds(const TensorD& pairs);

struct StandardError {
  double value;
  double freedom;  // degrees of it (Satterthwaite 1946)
};

/// That of between_folds() of a symmetric h with mean zero there (Hoeffding 1948):
///   V = (4 (K - 2) z1 + 2 z2) / (K (K - 1)),   z1 = E h_ab h_ac,  z2 = E h_ab^2,
/// the first part with K - 1 degrees of freedom, the second with K (K - 1) / 2. `samples` multiplies the
/// first part: 2 where another sample of the same size, which fixed what is measured, varies as well.
StandardError standard_error(const TensorD& h, double samples = 1);

/// ||x||^2, as between_folds(gram_of(x)), over the standard error that it would have if the x_a were noise
/// alone.
double visibility_of(const std::vector<TensorD>& x);

}  // namespace lgn
