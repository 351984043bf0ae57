#include "experiments/task-dependence/group_distances.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "tensor/linalg/eigenvalues.h"
#include "tensor/linalg/eigh.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/svd.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

/// Where a matrix stands among those of all networks: they are numbered network by network, layer by layer.
struct Places {
  Index networks, layers, groups;

  explicit Places(const std::vector<TensorD>& all)
      : networks(static_cast<Index>(all.size())), layers(all.at(0).extent(0)), groups(all[0].extent(1)) {
    for (const TensorD& matrices : all) require_shape(matrices, all[0].shape(), "matrices to be compared");
  }
  Index count() const { return networks * layers * groups; }
  Index owner(Index i) const { return i / (layers * groups); }
  /// The first matrix of a network's layer.
  Index first(Index network, Index layer) const { return (network * layers + layer) * groups; }
};

TensorD matrix(const std::vector<TensorD>& all, const Places& places, Index i) {
  const TensorD& matrices = all[places.owner(i)];
  const Index d = matrices.extent(2), within = i % (places.layers * places.groups);
  return matrices.reshape({places.layers * places.groups, d, d}).slice(within, 1).reshape({d, d});
}

/// Singular values and moduli of eigenvalues of every matrix, both descending: [count, 2 d].
TensorD spectra(const std::vector<TensorD>& all, const Places& places) {
  const Index d = all[0].extent(2);
  TensorD result({places.count(), 2 * d});
  parallel_for(places.count(), [&](Index i) {
    const TensorD A = matrix(all, places, i), sigma = singular_values(A);
    const TensorC lambda = eigenvalues(A);
    double* row = result.data() + i * 2 * d;
    std::copy(sigma.begin(), sigma.end(), row);
    for (Index j = 0; j < d; ++j) row[d + j] = std::abs(lambda[j]);
    std::sort(row + d, row + 2 * d, std::greater<>());
  });
  return result;
}

double squared_distance(const double* a, const double* b, Index count) {
  double sum = 0;
  for (Index i = 0; i < count; ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

/// Fills in owners and nearest networks from distances between matrices of the same layer.
template <class Distance>
void find_nearest(GroupDistances& result, const Places& places, const Distance& distance) {
  result.owner.resize(places.count());
  result.nearest.resize(result.owner.size());
  parallel_for(places.count(), [&](Index i) {
    const Index own = places.owner(i), layer = i / places.groups % places.layers;
    double least = std::numeric_limits<double>::infinity();
    for (Index other = 0; other < places.networks; ++other) {
      if (other == own) continue;
      for (Index g = 0; g < places.groups; ++g) {
        const double apart = distance(i, places.first(other, layer) + g);
        if (apart >= least) continue;
        least = apart;
        result.nearest[i] = other;
      }
    }
    result.owner[i] = own;
  });
}

/// A, A^2 .. A^highest of every matrix, each at unit norm, in single precision: [count, highest, d d].
Tensor unit_powers(const std::vector<TensorD>& all, const Places& places, Index highest) {
  const Index d = all[0].extent(2);
  Tensor result = Tensor::uninitialized({places.count(), highest, d * d});
  parallel_for(places.count(), [&](Index i) {
    const TensorD A = matrix(all, places, i);
    TensorD power = A;
    for (Index j = 0; j < highest; ++j) {
      if (j > 0) power = matmul(power, A);
      double square = 0;
      for (double x : power) square += x * x;
      const double factor = square > 0 ? 1 / std::sqrt(square) : 0;
      float* to = result.data() + (i * highest + j) * d * d;
      for (double& x : power) *to++ = static_cast<float>(x *= factor);
    }
  });
  return result;
}

/// mean over j of cos(A^(k j), B^j), the largest over k coprime to n.
double one_sided_cosine(const Tensor& powers, Index a, Index b, Index n) {
  const Index highest = powers.extent(1), size = powers.extent(2);
  double best = -1;
  for (Index k = 1; k < n; ++k) {
    if (std::gcd(k, n) != 1) continue;
    double sum = 0;
    for (Index j = 1; j < n; ++j) {
      const float* x = powers.data() + (a * highest + k * j - 1) * size;
      const float* y = powers.data() + (b * highest + j - 1) * size;
      sum += std::inner_product(x, x + size, y, 0.0);
    }
    best = std::max(best, sum / (n - 1));
  }
  return best;
}

}  // namespace

TensorD compared_matrices(const Network& network) {
  const Architecture& a = network.architecture();
  const Index d = a.kernel_size(), size = d * d;
  TensorD result({a.layers, a.base_filters, d, d});
  for (Index k = 0; k < a.layers; ++k) {
    const Tensor A = network.generator_matrices(k);
    for (Index g = 0; g < a.base_filters; ++g) {
      const float* from = A.data() + (g * a.channels + (g + k) % a.channels) * size;
      double square = 0;
      for (Index i = 0; i < size; ++i) square += static_cast<double>(from[i]) * from[i];
      const double factor = square > 0 ? std::sqrt(d / square) : 0;
      double* to = result.data() + (k * a.base_filters + g) * size;
      for (Index i = 0; i < size; ++i) to[i] = factor * from[i];
    }
  }
  return result;
}

GroupDistances spectral_distances(const std::vector<TensorD>& networks) {
  const Places places(networks);
  const TensorD rows = spectra(networks, places);
  const Index length = rows.extent(1), layer_means = places.networks * places.layers;
  TensorD means({layer_means, length});
  for (Index i = 0; i < places.count(); ++i) {
    double* mean = means.data() + i / places.groups * length;
    for (Index j = 0; j < length; ++j) mean[j] += rows(i, j) / places.groups;
  }
  GroupDistances result;
  result.networks = TensorD({places.networks, places.networks});
  for (Index a = 0; a < places.networks; ++a) {
    for (Index b = 0; b < places.networks; ++b) {
      const double square = squared_distance(means.data() + a * places.layers * length,
                                             means.data() + b * places.layers * length, places.layers * length);
      result.networks(a, b) = std::sqrt(square / places.layers);
    }
  }
  find_nearest(result, places, [&](Index i, Index j) {
    return squared_distance(rows.data() + i * length, rows.data() + j * length, length);
  });
  return result;
}

GroupDistances cosine_distances(const std::vector<TensorD>& networks, Index n) {
  require(n >= 2, "the group cosine compares groups of at least two elements; these have ", n);
  const Places places(networks);
  const Tensor powers = unit_powers(networks, places, (n - 1) * (n - 1));
  const Index count = places.count(), block = places.layers * places.groups;
  TensorD apart = TensorD::full({count, count}, 0);  // within the same layer of different networks only
  parallel_for(count, [&](Index i) {
    for (Index other = 0; other < places.owner(i); ++other) {
      for (Index g = 0; g < places.groups; ++g) {
        const Index j = places.first(other, i / places.groups % places.layers) + g;
        apart(i, j) = apart(j, i) = 1 - (one_sided_cosine(powers, i, j, n) + one_sided_cosine(powers, j, i, n)) / 2;
      }
    }
  });
  GroupDistances result;
  result.networks = TensorD({places.networks, places.networks});
  for (Index i = 0; i < count; ++i) {
    for (Index other = 0; other < places.networks; ++other) {
      if (other == places.owner(i)) continue;
      double least = 2;
      for (Index g = 0; g < places.groups; ++g)
        least = std::min(least, apart(i, places.first(other, i / places.groups % places.layers) + g));
      result.networks(places.owner(i), other) += least / (2 * block);
      result.networks(other, places.owner(i)) += least / (2 * block);
    }
  }
  find_nearest(result, places, [&](Index i, Index j) { return apart(i, j); });
  return result;
}

GroupDistances group_distances(DistanceKind kind, const std::vector<TensorD>& networks, Index group_size) {
  return kind == DistanceKind::spectra ? spectral_distances(networks) : cosine_distances(networks, group_size);
}

TensorD squared_distances(DistanceKind kind, const GroupDistances& distances) {
  TensorD squared = distances.networks.clone();
  if (kind == DistanceKind::spectra)
    for (double& x : squared) x *= x;
  return squared;
}

TensorD classical_scaling(const TensorD& distances) {
  const Index n = distances.extent(0);
  require(n >= 2, "a map of ", n, " points; expected at least two");
  require_shape(distances, {n, n}, "the matrix of distances");
  std::vector<double> row(n);
  double whole = 0;
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < n; ++j) row[i] += distances(i, j) * distances(i, j) / n;
    whole += row[i] / n;
  }
  TensorD inner({n, n});
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j <= i; ++j) {
      const double square = distances(i, j) * distances(i, j);
      inner(i, j) = inner(j, i) = -0.5 * (square - row[i] - row[j] + whole);
    }
  }
  const SymmetricEigen eigen = eigh(inner);
  TensorD points({n, 2});
  for (Index axis = 0; axis < 2; ++axis) {
    const Index column = n - 1 - axis;
    if (eigen.values[column] <= 0) continue;
    Index largest = 0;
    for (Index i = 1; i < n; ++i)
      if (std::abs(eigen.vectors(i, column)) > std::abs(eigen.vectors(largest, column))) largest = i;
    const double length = std::copysign(std::sqrt(eigen.values[column]), eigen.vectors(largest, column));
    for (Index i = 0; i < n; ++i) points(i, axis) = length * eigen.vectors(i, column);
  }
  return points;
}

}  // namespace lgn
