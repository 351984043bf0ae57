#include "lgn/probe/preparation.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <unordered_set>

#include "lgn/probe/finite_group.h"
#include "tensor/linalg/eigh.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/random.h"

namespace lgn {
namespace {

constexpr double without_variance = 1e-7;  // of the largest eigenvalue

/// For every vector whether its unit falls into the training half.
std::vector<bool> training_half(const std::vector<Index>& units, std::uint64_t seed) {
  std::map<Index, Index> place;
  for (const Index unit : units) place.emplace(unit, static_cast<Index>(place.size()));
  require(place.size() >= 40, "the vectors come from ", place.size(),
          " independent units; expected at least 40 to say anything about a law");
  Random random(seed, Stream::data);
  const std::vector<Index> order = random.permutation(static_cast<Index>(place.size()));
  std::vector<bool> chosen;
  for (const Index unit : units)
    chosen.push_back(order[static_cast<std::size_t>(place.at(unit))] < static_cast<Index>(place.size()) / 2);
  return chosen;
}

ProbeSample projected(const TensorD& vectors, const std::vector<Index>& units, const std::vector<Index>& rows,
                      const PreparedSample& prepared) {
  const Index d = vectors.extent(1), count = static_cast<Index>(rows.size());
  TensorD centred = TensorD::uninitialized({count, d});
  ProbeSample sample{{}, {}, prepared.variances, {}};
  sample.mean = matmul(prepared.projection, prepared.mean.reshape({d, 1})).reshape({prepared.dimension()});
  for (Index i = 0; i < count; ++i) {
    const Index row = rows[static_cast<std::size_t>(i)];
    for (Index j = 0; j < d; ++j) centred(i, j) = vectors(row, j) - prepared.mean[j];
    sample.units.push_back(units[static_cast<std::size_t>(row)]);
  }
  sample.vectors = times_transposed(centred, prepared.projection);
  return sample;
}

/// Location and scatter of rows, [N,d]: the maximum-likelihood ones of Student's law with d degrees of
/// freedom, by reweighting. They turn with the vectors as mean and covariance do, so that a symmetry of the
/// law is one of theirs, but heavy tails, which images have, do not decide them: their sampling error is that
/// of a Gaussian's.
struct Scatter {
  TensorD location, matrix;  // [d], [d,d]
};

Scatter student_scatter(const TensorD& rows, Index rounds) {
  const Index count = rows.extent(0), d = rows.extent(1);
  const double n = static_cast<double>(count), freedom = static_cast<double>(d);
  std::vector<double> weight(static_cast<std::size_t>(count), 1);
  Scatter scatter{TensorD({d}), {}};
  TensorD centred = TensorD::uninitialized({count, d}), weighted = centred.clone();
  for (Index round = 0; round < rounds; ++round) {
    double total = 0;
    scatter.location.fill(0);
    for (Index i = 0; i < count; ++i) {
      const double w = weight[static_cast<std::size_t>(i)];
      total += w;
      for (Index j = 0; j < d; ++j) scatter.location[j] += w * rows(i, j);
    }
    for (double& x : scatter.location) x /= total;
    for (Index i = 0; i < count; ++i)
      for (Index j = 0; j < d; ++j) {
        centred(i, j) = rows(i, j) - scatter.location[j];
        weighted(i, j) = weight[static_cast<std::size_t>(i)] / n * centred(i, j);
      }
    scatter.matrix = transposed_times(weighted, centred);
    for (Index i = 0; i < d; ++i)  // the sums of the two triangles may differ in the last bit
      for (Index j = 0; j < i; ++j) scatter.matrix(i, j) = scatter.matrix(j, i);
    if (round + 1 == rounds) break;
    const SymmetricEigen eigen = eigh(scatter.matrix);
    TensorD root = eigen.vectors.clone();  // V diag(1 / sqrt(values)); directions without variance count nothing
    for (Index k = 0; k < d; ++k)
      for (Index j = 0; j < d; ++j)
        root(j, k) *= eigen.values[k] > without_variance * eigen.values[d - 1] ? 1 / std::sqrt(eigen.values[k]) : 0;
    const TensorD z = matmul(centred, root);
    for (Index i = 0; i < count; ++i) {
      double square = 0;
      for (Index k = 0; k < d; ++k) square += z(i, k) * z(i, k);
      weight[static_cast<std::size_t>(i)] = 2 * freedom / (freedom + square);
    }
  }
  return scatter;
}

/// How many of the leading directions, `most` at most: up to the largest gap between variances among the last quarter
/// of these. A symmetry maps eigenspaces to themselves, and directions of equal variance, as the pairs that a turn
/// turns, should not be parted.
Index leading_directions(const TensorD& ascending, Index with_variance, Index most) {
  if (with_variance <= most) return with_variance;
  const auto variance = [&](Index k) { return ascending[ascending.count() - 1 - k]; };
  Index best = most;
  for (Index r = most; r >= std::max<Index>(2, 3 * most / 4); --r)
    if (variance(r - 1) * variance(best) > variance(best - 1) * variance(r)) best = r;
  return best;
}

/// Mean and projection from rows of the vectors.
void fit_whitening(const TensorD& vectors, const std::vector<Index>& rows, Index most, PreparedSample& prepared) {
  const Index d = vectors.extent(1);
  TensorD chosen = TensorD::uninitialized({static_cast<Index>(rows.size()), d});
  for (std::size_t i = 0; i < rows.size(); ++i)
    std::copy(vectors.data() + rows[i] * d, vectors.data() + (rows[i] + 1) * d,
              chosen.data() + static_cast<Index>(i) * d);
  const Scatter scatter = student_scatter(chosen, 12);
  prepared.mean = scatter.location;
  const SymmetricEigen eigen = eigh(scatter.matrix);
  const double largest = eigen.values[d - 1];
  double all = 0, kept = 0;
  Index with_variance = 0;
  for (const double value : eigen.values) {
    all += std::max(0.0, value);
    with_variance += value > without_variance * largest && value > 0;
  }
  require(with_variance >= 2, "the vectors vary in ", with_variance, " of ", d,
          " directions; expected at least two (are the images constant?)");
  const Index r = leading_directions(eigen.values, with_variance, most);
  prepared.left_out = d - with_variance;
  prepared.projection = TensorD({r, d});
  prepared.expansion = TensorD({d, r});
  prepared.variances = TensorD({r});
  for (Index k = 0; k < r; ++k) {
    const double deviation = std::sqrt(eigen.values[d - 1 - k]);
    kept += prepared.variances[k] = eigen.values[d - 1 - k];
    for (Index j = 0; j < d; ++j) {
      prepared.projection(k, j) = eigen.vectors(j, d - 1 - k) / deviation;
      prepared.expansion(j, k) = eigen.vectors(j, d - 1 - k) * deviation;
    }
  }
  prepared.variance_share = kept / all;
}

/// Of the chosen rows: copies are no independent vectors.
Index count_different(const TensorD& vectors, const std::vector<Index>& rows) {
  const auto bytes = static_cast<std::size_t>(vectors.extent(1)) * sizeof(double);
  std::unordered_set<std::string_view> different;
  for (const Index row : rows)
    different.emplace(reinterpret_cast<const char*>(vectors.data() + row * vectors.extent(1)), bytes);
  return static_cast<Index>(different.size());
}

/// ||S - A S A^T||^2.
double squared_change(const TensorD& S, const TensorD& A) {
  return squared_distance(S, times_transposed(matmul(A, S), A));
}

}  // namespace

PreparedSample prepare_sample(const TensorD& vectors, const std::vector<Index>& units,
                              const PreparationSettings& settings) {
  require(vectors.rank() == 2 && vectors.extent(0) == static_cast<Index>(units.size()), "vectors of shape ",
          vectors.shape(), " with ", units.size(), " numbers of units; expected [N,d] with N");
  const Index d = vectors.extent(1);
  require(d >= 2, "vectors of ", d, " number; expected two or more");
  for (Index i = 0; i < vectors.count(); ++i)
    require(std::isfinite(vectors[i]), "vector ", i / d, " holds ", vectors[i], " at place ", i % d,
            "; expected finite numbers");
  const std::vector<bool> chosen = training_half(units, settings.seed);
  std::vector<Index> rows[2];
  for (std::size_t i = 0; i < chosen.size(); ++i) rows[chosen[i] ? 0 : 1].push_back(static_cast<Index>(i));
  PreparedSample prepared;
  fit_whitening(vectors, rows[0], settings.dimension, prepared);
  const Index needed = 20 * prepared.dimension();
  for (const auto& half : rows) {
    const Index different = count_different(vectors, half);
    require(different >= needed, "a half of the sample has ", different, " different vectors in ", prepared.dimension(),
            " dimensions; expected at least ", needed, ": give more, or fewer dimensions (--dimension)");
  }
  prepared.training = projected(vectors, units, rows[0], prepared);
  prepared.held_out = projected(vectors, units, rows[1], prepared);
  return prepared;
}

TensorD on_whitened_vectors(const PreparedSample& sample, const TensorD& operation) {
  return matmul(matmul(sample.projection, operation), sample.expansion);
}

TensorD in_whitened_coordinates(const PreparedSample& sample, const TensorD& operation) {
  return nearest_orthogonal_matrix(on_whitened_vectors(sample, operation));
}

TensorD principal_directions(const PreparedSample& sample) {
  TensorD V = sample.expansion.clone();
  const Index d = V.extent(0), r = V.extent(1);
  for (Index k = 0; k < r; ++k) {
    double square = 0;
    for (Index j = 0; j < d; ++j) square += V(j, k) * V(j, k);
    for (Index j = 0; j < d; ++j) V(j, k) /= std::sqrt(square);
  }
  return V;
}

TensorD orthogonal_on_vectors(const PreparedSample& sample, const TensorD& A) {
  const TensorD V = principal_directions(sample);
  TensorD change = A.clone();
  for (Index k = 0; k < A.extent(0); ++k) change(k, k) -= 1;
  TensorD result = matmul(matmul(V, change), transpose(V));
  for (Index j = 0; j < V.extent(0); ++j) result(j, j) += 1;
  return result;
}

double covariance_change(const TensorD& A, const TensorD& variances) {
  const Index d = variances.count();
  TensorD L({d, d});
  for (Index i = 0; i < d; ++i) L(i, i) = std::log(variances[i]);
  return std::sqrt(squared_change(L, A) / static_cast<double>(d));
}

}  // namespace lgn
