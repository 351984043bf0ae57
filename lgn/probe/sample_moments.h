// Third and fourth moments of a whitened law, of which every symmetry of the law is a symmetry.
//
// With z whitened, y = z sqrt(2 d / (d + |z|^2)) has a bounded norm, so that heavy tails do not decide, and
// turns as z does. Q(y) are the entries of y y^T as a vector in which the inner product of two symmetric
// matrices is that of vectors (off-diagonal entries times sqrt 2). Then
//
//   fourth = Cov Q - t P,   third = E[y Q^T] - E[y] E[Q]^T,
//
// where P projects out the trace and t makes what is left of a Gaussian zero on average (it commutes with
// everything); the trace's own variance, which says nothing, is left out too. If A z has the law of z, then
// third and fourth are what they are after A acts on every index (Cardoso's cumulant tensor, 1989 and 1993).
#pragma once

#include <vector>

#include "lgn/probe/sample.h"
#include "tensor/tensor.h"

namespace lgn {

// Statistics of tensors that were measured on disjoint folds of a sample, x_a = x + noise: sums over pairs of
// different folds, to which noise adds nothing in the mean.

/// <x_a, x_b>, [folds, folds].
TensorD gram_of(const std::vector<TensorD>& x);

/// Mean over pairs of different folds.
double between_folds(const TensorD& pairs);

struct StandardError {
  double value;
  double freedom;  // degrees of it (Satterthwaite 1946)
};

/// That of between_folds() of a symmetric h [K,K], K > 4, less that mean (Hoeffding 1948):
///   V = (4 (K - 2) z1 + 2 z2) / (K (K - 1)),   z1 = E h_ab h_ac,  z2 = E h_ab^2,
/// z1 estimated as the mean over a, b, c times K / (K - 4), as a mean was taken off; the first part with K - 1 degrees
/// of freedom, the second with K (K - 1) / 2. `samples` multiplies the first part: 2 where another sample of the same
/// size, which fixed what is measured, varies as well.
StandardError standard_error(const TensorD& h, double samples = 1);

/// ||x||^2, as between_folds(gram_of(x)), over the standard error that it would have if the x_a were noise
/// alone.
double visibility_of(const std::vector<TensorD>& x);

/// Sums over disjoint parts ("folds") of the units, which add up to the sample's; what agrees between
/// different folds is no noise.
struct SampleMoments {
  Index d = 0;
  std::vector<TensorD> fourth;  // [D,D] for each fold, D = d (d + 1) / 2
  std::vector<TensorD> third;   // [d,D]
  std::vector<TensorD> second;  // E[y y^T], [d,d]: not I in held-out vectors, nor after what is not orthogonal
  double fourth_noise = 0;      // standard error of an entry of the sums over folds
  double third_noise = 0;
};

/// The moments over `folds` parts. Units are dealt to the parts in the order of their first vector, so that a
/// unit is in one part only. Error when there are fewer units than folds, or N <= d.
SampleMoments measure_moments(const ProbeSample& sample, Index folds = 8);

/// Sum of the folds' tensors.
TensorD sum_of(const std::vector<TensorD>& folds);

/// The symmetric [d,d] matrix of a vector of D entries, and the way back.
TensorD matrix_of_entries(const double* entries, Index d);
void entries_of_matrix(const double* matrix, Index d, double* entries);

}  // namespace lgn
