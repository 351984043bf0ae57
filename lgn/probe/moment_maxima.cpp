#include "lgn/probe/moment_maxima.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "lgn/probe/finite_group.h"
#include "lgn/probe/sample_moments.h"
#include "lgn/recovery/dictionary_learning.h"
#include "lgn/recovery/group_recovery.h"
#include "tensor/linalg/eigh.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/random.h"

namespace lgn {
namespace {

constexpr double one_maximum = 0.95;  // cosine
constexpr Index climbing_steps = 150, starts_per_dimension = 12, maxima_parts = 4;

/// Entries [S,D] of w w^T for rows w [S,d].
TensorD entries_of_squares(const TensorD& w) {
  const Index S = w.extent(0), d = w.extent(1), D = d * (d + 1) / 2;
  TensorD entries = TensorD::uninitialized({S, D});
  std::vector<double> square(static_cast<std::size_t>(d * d));
  for (Index s = 0; s < S; ++s) {
    for (Index i = 0; i < d * d; ++i) square[static_cast<std::size_t>(i)] = w(s, i / d) * w(s, i % d);
    entries_of_matrix(square.data(), d, entries.data() + s * D);
  }
  return entries;
}

/// third . w w . for rows w: [S,d].
TensorD third_slopes(const MomentSpectrum& spectrum, const TensorD& w) {
  TensorD along = times_transposed(entries_of_squares(w), spectrum.F);  // <F_k, w w^T> s_k
  for (Index i = 0; i < along.count(); ++i) along[i] *= spectrum.singular[i % w.extent(1)];
  return matmul(along, spectrum.vectors);
}

/// fourth . w w w . for rows w: [S,d], from the leading parts.
TensorD fourth_slopes(const MomentSpectrum& spectrum, const TensorD& w) {
  const Index S = w.extent(0), d = w.extent(1), D = d * (d + 1) / 2, R = std::min(D, maxima_parts * d);
  const TensorD leading = spectrum.matrices.slice(0, R);
  TensorD along = times_transposed(entries_of_squares(w), leading);
  for (Index i = 0; i < S * R; ++i) along[i] *= spectrum.values[i % R];
  const TensorD combined = matmul(along, leading);
  TensorD slopes = TensorD::uninitialized({S, d});
  for (Index s = 0; s < S; ++s) {
    const TensorD row = w.slice(s, 1).reshape({d, 1});
    const TensorD slope = matmul(matrix_of_entries(combined.data() + s * D, d), row);
    std::copy(slope.begin(), slope.end(), slopes.data() + s * d);
  }
  return slopes;
}

double inner(const TensorD& a, const TensorD& b, Index row) {
  const Index d = a.extent(1);
  return std::inner_product(a.data() + row * d, a.data() + (row + 1) * d, b.data() + row * d, 0.0);
}

TensorD maxima(Index d, Index starts, std::uint64_t seed, bool even,
               const std::function<TensorD(const TensorD&)>& slopes) {
  Random random(seed, Stream::initialization);
  TensorD w = TensorD::uninitialized({starts, d});
  for (double& x : w) x = random.normal();
  normalize_rows(w);
  std::vector<double> value(static_cast<std::size_t>(starts));
  for (Index step = 0; step < climbing_steps; ++step) {
    const TensorD slope = slopes(w);
    for (Index s = 0; s < starts; ++s) {
      const double f = inner(slope, w, s);
      value[static_cast<std::size_t>(s)] = f;
      for (Index j = 0; j < d; ++j) w(s, j) = slope(s, j) + std::abs(f) * w(s, j);
    }
    normalize_rows(w);
  }
  std::vector<Index> order(static_cast<std::size_t>(starts)), kept;
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
    return value[static_cast<std::size_t>(a)] > value[static_cast<std::size_t>(b)];
  });
  for (const Index s : order) {
    const bool is_new = std::all_of(kept.begin(), kept.end(), [&](Index other) {
      const double cosine = std::inner_product(w.data() + s * d, w.data() + (s + 1) * d, w.data() + other * d, 0.0);
      return (even ? std::abs(cosine) : cosine) < one_maximum;
    });
    if (is_new && value[static_cast<std::size_t>(s)] > 0) kept.push_back(s);
  }
  return take_rows(w, kept);
}

/// Rows and their negatives.
TensorD with_negatives(const TensorD& rows) {
  TensorD both = TensorD::uninitialized({2 * rows.extent(0), rows.extent(1)});
  for (Index i = 0; i < rows.count(); ++i) both[i] = rows[i], both[rows.count() + i] = -rows[i];
  return both;
}

}  // namespace

TensorD fourth_maxima(const MomentSpectrum& spectrum, Index starts, std::uint64_t seed) {
  TensorD found = maxima(spectrum.vectors.extent(0), starts, seed, true,
                         [&](const TensorD& w) { return fourth_slopes(spectrum, w); });
  const TensorD slopes = third_slopes(spectrum, found);
  const Index d = found.extent(1);
  for (Index s = 0; s < found.extent(0); ++s)
    if (inner(slopes, found, s) < 0)
      for (Index j = 0; j < d; ++j) found(s, j) = -found(s, j);
  return found;
}

TensorD third_maxima(const MomentSpectrum& spectrum, Index starts, std::uint64_t seed) {
  return maxima(spectrum.vectors.extent(0), starts, seed, false,
                [&](const TensorD& w) { return third_slopes(spectrum, w); });
}

// From the eigenvectors of a generic combination of leading eigenmatrices, which for a product law are w_i
// w_i^T; then every w_i along its slope, made orthonormal together.
TensorD nearly_independent_coordinates(const MomentSpectrum& spectrum, std::uint64_t seed) {
  const Index d = spectrum.vectors.extent(0), D = d * (d + 1) / 2;
  Random random(seed, Stream::test);
  TensorD combination({D});
  for (Index k = 0; k < (d + 1) / 2; ++k) {
    const double weight = random.normal();
    for (Index a = 0; a < D; ++a) combination[a] += weight * spectrum.matrices(k, a);
  }
  TensorD w = transpose(eigh(matrix_of_entries(combination.data(), d)).vectors);
  for (Index step = 0; step < climbing_steps; ++step) {
    TensorD slope = fourth_slopes(spectrum, w);
    for (Index i = 0; i < d; ++i) {
      const double f = inner(slope, w, i);
      for (Index j = 0; j < d; ++j) slope(i, j) = f * slope(i, j) + f * f / 2 * w(i, j);
    }
    w = nearest_orthogonal_matrix(slope);
  }
  return w;
}

std::vector<TensorD> matrices_that_permute_maxima(const MomentSpectrum& spectrum, bool signs_known,
                                                  std::uint64_t seed) {
  const Index d = spectrum.vectors.extent(0), starts = starts_per_dimension * d;
  std::vector<TensorD> result;
  const auto take = [&](TensorD atoms) {
    if (atoms.extent(0) > 3 * d) atoms = atoms.slice(0, 3 * d).clone();
    if (!signs_known) atoms = with_negatives(atoms);
    if (atoms.extent(0) < 3) return;
    for (const TensorD& A : permuting_matrices(atoms, {8, 12, 3})) result.push_back(A);
  };
  take(fourth_maxima(spectrum, starts, seed));
  if (signs_known) take(third_maxima(spectrum, starts, seed));
  return result;
}

}  // namespace lgn
