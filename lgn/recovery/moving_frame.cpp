#include "lgn/recovery/moving_frame.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "tensor/linalg/eigh.h"
#include "tensor/linalg/lu.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/matrix_exponential.h"

namespace lgn {
namespace {

constexpr Index least_members = 20, most_elements = 200, closing_rounds = 4, turning_vectors = 6;
constexpr double most_off_line = 0.05;  // share of the logarithms' squares

double norm(const double* x, Index count) {
  return std::sqrt(std::inner_product(x, x + count, x, 0.0));
}

double distance(const TensorD& a, const TensorD& b) {
  return std::sqrt(squared_distance(a, b));
}

TensorD part(const TensorD& all, Index which) {
  const Index D = all.extent(1);
  return all.slice(which, 1).reshape({D, D});
}

/// Half-way between a frame's cluster and the next; 0 when the frames do not stand in clusters.
double cluster_radius(const TensorD& frames) {
  std::vector<double> away;
  for (Index i = 0; i < frames.extent(0); ++i) away.push_back(distance(part(frames, i), part(frames, 0)));
  std::sort(away.begin(), away.end());
  for (auto k = static_cast<std::size_t>(least_members); k < away.size(); ++k)
    if (away[k] > 2 * away[k - 1] && away[k] > 1e-6) return (away[k] + away[k - 1]) / 2;
  return 0;
}

/// The clusters that frames fall into, the first one's first: their copies, by number. None when there are
/// too many.
std::vector<std::vector<Index>> clusters_of(const TensorD& frames, double radius) {
  std::vector<std::vector<Index>> clusters;
  for (Index i = 0; i < frames.extent(0); ++i) {
    std::size_t c = 0;
    while (c < clusters.size() && distance(part(frames, i), part(frames, clusters[c][0])) > radius) ++c;
    if (c == static_cast<std::size_t>(most_elements)) return {};
    if (c == clusters.size()) clusters.emplace_back();
    clusters[c].push_back(i);
  }
  return clusters;
}

/// Adds each point of `copy` to the row of `sum` whose point of `like` is nearest, and counts.
void add_matched(const TensorD& copy, const TensorD& like, TensorD& sum, std::vector<double>& counts) {
  const Index P = copy.extent(0), D = copy.extent(1);
  for (Index p = 0; p < P; ++p) {
    Index nearest = 0;
    double least = std::numeric_limits<double>::infinity();
    for (Index q = 0; q < P; ++q) {
      double square = 0;
      for (Index k = 0; k < D; ++k) square += (copy(p, k) - like(q, k)) * (copy(p, k) - like(q, k));
      if (square < least) least = square, nearest = q;
    }
    for (Index k = 0; k < D; ++k) sum(nearest, k) += copy(p, k);
    ++counts[nearest];
  }
}

/// Copies of a cluster are turned alike: their mean, point by point, each matched to the nearest of the
/// first.
TensorD mean_cloud(const std::vector<TensorD>& copies, const std::vector<Index>& cluster) {
  const TensorD& first = copies[cluster[0]];
  const Index P = first.extent(0), D = first.extent(1);
  TensorD sum({P, D});
  std::vector<double> counts(P);
  for (const Index i : cluster) add_matched(copies[i], first, sum, counts);
  for (Index i = 0; i < sum.count(); ++i) sum[i] /= std::max(1.0, counts[i / D]);
  return sum;
}

/// The rotation that brings `from` onto `to` (Kabsch 1976), points matched after a turn by `nearly`.
TensorD turn_between(const TensorD& from, const TensorD& to, const TensorD& nearly) {
  TensorD matched(from.shape());
  std::vector<double> counts(from.extent(0));
  const TensorD turned = matmul(from, transpose(nearly));
  add_matched(to, turned, matched, counts);
  return nearest_rotation(matmul(transpose(matched), from));
}

/// Which element each product E_a E_b is, [n,n], and the largest distance from it; n entries in row a.
std::vector<std::size_t> multiplication_table(const std::vector<TensorD>& E, double& largest) {
  std::vector<std::size_t> table;
  largest = 0;
  for (const TensorD& a : E) {
    for (const TensorD& b : E) {
      const TensorD product = matmul(a, b);
      std::vector<double> away;
      for (const TensorD& c : E) away.push_back(distance(product, c));
      const auto nearest = std::min_element(away.begin(), away.end());
      table.push_back(static_cast<std::size_t>(nearest - away.begin()));
      largest = std::max(largest, *nearest);
    }
  }
  return table;
}

/// E_a := the rotation nearest to the mean over b of E_ab E_b^T. Nearly a homomorphism becomes one, at
/// quadratic speed (Turing 1938; Grove, Karcher and Ruh 1974).
void close_group(std::vector<TensorD>& E, const std::vector<std::size_t>& table) {
  const std::size_t n = E.size();
  std::vector<TensorD> closed;
  for (std::size_t a = 0; a < n; ++a) {
    TensorD sum(E[0].shape());
    for (std::size_t b = 0; b < n; ++b) {
      const TensorD term = matmul(E[table[a * n + b]], transpose(E[b]));
      for (Index i = 0; i < sum.count(); ++i) sum[i] += term[i];
    }
    closed.push_back(nearest_rotation(sum));
  }
  E = closed;
}

/// The direction of the logarithms of F_i+1 F_i^T, and the share of their squares that is off it.
TensorD common_generator(const TensorD& frames, double& off) {
  const Index D = frames.extent(1), entries = D * D;
  TensorD squares({entries, entries});
  for (Index i = 0; i + 1 < frames.extent(0); ++i) {
    const TensorD step = matmul(part(frames, i + 1), transpose(part(frames, i)));
    const TensorD L = rotation_logarithm(nearest_rotation(step));
    for (Index a = 0; a < entries; ++a)
      for (Index b = 0; b < entries; ++b) squares(a, b) += L[a] * L[b];
  }
  const SymmetricEigen parts = eigh(squares);
  const double sum = std::accumulate(parts.values.begin(), parts.values.end(), 0.0);
  off = 1 - parts.values[entries - 1] / sum;
  TensorD L({D, D});
  for (Index a = 0; a < entries; ++a) L[a] = parts.vectors(a, entries - 1);
  return L;
}

/// Rows [6,D]: the mean u of the points, and sums of w q over their distances q from it for w = |q|^2, |q|,
/// q.u, (q.u)^2, q.u |q|. `sizes`: the root of the sum of squares of the terms, which noise is in proportion
/// to.
TensorD vectors_that_turn_along(const TensorD& cloud, TensorD* sizes) {
  const Index P = cloud.extent(0), D = cloud.extent(1);
  TensorD all({turning_vectors, D}), q({D});
  for (Index p = 0; p < P; ++p)
    for (Index k = 0; k < D; ++k) all(0, k) += cloud(p, k) / P;
  const double length = std::max(norm(all.data(), D), 1e-300);
  for (Index p = 0; p < P; ++p) {
    double along = 0;
    for (Index k = 0; k < D; ++k) {
      q[k] = cloud(p, k) - all(0, k);
      along += q[k] * all(0, k) / length;
    }
    const double far = norm(q.data(), D);
    const double weights[turning_vectors] = {0, far * far, far, along, along * along, along * far};
    for (Index j = 1; j < turning_vectors; ++j) {
      for (Index k = 0; k < D; ++k) all(j, k) += weights[j] * q[k];
      if (sizes) (*sizes)[j] = std::hypot((*sizes)[j], weights[j] * far);
    }
  }
  return all;
}

/// The chosen rows, made orthonormal one after the other (Gram and Schmidt).
TensorD orthonormal(const TensorD& vectors, const std::vector<Index>& chosen) {
  const Index D = vectors.extent(1), count = static_cast<Index>(chosen.size());
  TensorD axes({count, D});
  for (Index j = 0; j < count; ++j) {
    double* axis = &axes(j, 0);
    std::copy_n(&vectors(chosen[j], 0), D, axis);
    for (Index i = 0; i < j; ++i) {
      const double along = std::inner_product(axis, axis + D, &axes(i, 0), 0.0);
      for (Index k = 0; k < D; ++k) axis[k] -= along * axes(i, k);
    }
    const double left = norm(axis, D);
    require(left > 1e-12, "a cloud of points is too symmetric to have a frame of its own");
    for (Index k = 0; k < D; ++k) axis[k] /= left;
  }
  return axes;
}

}  // namespace

MovingFrame::MovingFrame(const TensorD& example) {
  const Index D = example.extent(1);
  chosen_ = {0};
  while (static_cast<Index>(chosen_.size()) + 1 < D) {
    Index best = 0;
    double best_share = 1e-3;
    TensorD sizes({turning_vectors});
    const TensorD all = vectors_that_turn_along(example, &sizes), axes = orthonormal(all, chosen_);
    for (Index j = 1; j < turning_vectors; ++j) {
      double square = norm(&all(j, 0), D) * norm(&all(j, 0), D);
      for (std::size_t i = 0; i < chosen_.size(); ++i) {
        const double along = std::inner_product(&all(j, 0), &all(j, 0) + D, &axes(static_cast<Index>(i), 0), 0.0);
        square -= along * along;
      }
      const double share = std::sqrt(std::max(0.0, square)) / std::max(sizes[j], 1e-300);
      if (share > best_share) best_share = share, best = j;
    }
    require(best > 0, "a cloud of points is too symmetric to have a frame of its own");
    chosen_.push_back(best);
  }
}

TensorD MovingFrame::of(const TensorD& cloud) const {
  const Index D = cloud.extent(1);
  const TensorD axes = orthonormal(vectors_that_turn_along(cloud, nullptr), chosen_);
  TensorD F({D, D});
  for (Index j = 0; j + 1 < D; ++j)
    for (Index k = 0; k < D; ++k) F(k, j) = axes(j, k);
  const TensorD others = F.clone();
  for (Index k = 0; k < D; ++k) {  // the last column by cofactors
    TensorD with_unit = others.clone();
    with_unit(k, D - 1) = 1;
    F(k, D - 1) = determinant(with_unit);
  }
  return F;
}

CloudGroup group_of_clouds(const std::vector<TensorD>& copies) {
  const auto N = static_cast<Index>(copies.size());
  require(N > least_members, N, " copies of a cloud; expected more than ", least_members);
  const Index D = copies[0].extent(1);
  TensorD frames({N, D, D});
  const MovingFrame moving(copies[0]);
  for (Index i = 0; i < N; ++i) {
    const TensorD frame = moving.of(copies[i]);
    std::copy(frame.begin(), frame.end(), frames.data() + i * D * D);
  }
  CloudGroup group;
  const double radius = cluster_radius(frames);
  if (radius == 0) {
    group.generator = common_generator(frames, group.distance);
    if (group.distance < most_off_line) group.kind = CloudGroup::Kind::one_parameter;
    return group;
  }
  std::vector<TensorD> means;
  for (const std::vector<Index>& cluster : clusters_of(frames, radius)) {
    means.push_back(mean_cloud(copies, cluster));
    const TensorD nearly = matmul(part(frames, cluster[0]), transpose(part(frames, 0)));
    group.elements.push_back(turn_between(means[0], means.back(), nearly));
  }
  if (group.elements.empty()) return group;
  const std::vector<std::size_t> table = multiplication_table(group.elements, group.distance);
  if (group.distance > radius) {
    group.elements.clear();
    return group;
  }
  group.kind = CloudGroup::Kind::finite;
  for (Index round = 0; round < closing_rounds; ++round) close_group(group.elements, table);
  return group;
}

}  // namespace lgn
