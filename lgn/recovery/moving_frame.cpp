#include "lgn/recovery/moving_frame.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tensor/linalg/eigh.h"
#include "tensor/linalg/lu.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/rotation_logarithm.h"

namespace lgn {
namespace {

constexpr Index least_members = 20, most_elements = 200, closing_rounds = 4;

double norm(const double* x, Index count) {
  return std::sqrt(std::inner_product(x, x + count, x, 0.0));
}

double distance(const TensorD& a, const TensorD& b) {
  double squares = 0;
  for (Index i = 0; i < a.count(); ++i) squares += (a[i] - b[i]) * (a[i] - b[i]);
  return std::sqrt(squares);
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

/// Means of the clusters, of which the first frame's comes first; none when there are too many.
std::vector<TensorD> cluster_means(const TensorD& frames, double radius) {
  std::vector<TensorD> leaders, sums;
  for (Index i = 0; i < frames.extent(0); ++i) {
    const TensorD frame = part(frames, i);
    std::size_t c = 0;
    while (c < leaders.size() && distance(frame, leaders[c]) > radius) ++c;
    if (c == leaders.size()) {
      if (c == static_cast<std::size_t>(most_elements)) return {};
      leaders.push_back(frame);
      sums.push_back(TensorD(frame.shape()));
    }
    for (Index j = 0; j < frame.count(); ++j) sums[c][j] += frame[j];
  }
  for (TensorD& sum : sums) sum = nearest_rotation(sum);
  return sums;
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

}  // namespace

TensorD moving_frame(const TensorD& cloud) {
  const Index P = cloud.extent(0), D = cloud.extent(1);
  TensorD mean({D}), vectors({D, D});  // rows: v_1 .. v_D-1, and one that completes a rotation
  for (Index p = 0; p < P; ++p)
    for (Index k = 0; k < D; ++k) mean[k] += cloud(p, k) / static_cast<double>(P);
  for (Index k = 0; k < D; ++k) vectors(0, k) = mean[k];
  for (Index p = 0; p < P; ++p) {
    double square = 0, weight = 1;
    for (Index k = 0; k < D; ++k) square += (cloud(p, k) - mean[k]) * (cloud(p, k) - mean[k]);
    for (Index j = 1; j + 1 < D; ++j) {
      weight *= square;
      for (Index k = 0; k < D; ++k) vectors(j, k) += weight * (cloud(p, k) - mean[k]);
    }
  }
  TensorD F({D, D});  // columns, by Gram and Schmidt
  for (Index j = 0; j + 1 < D; ++j) {
    const double before = norm(&vectors(j, 0), D);
    for (Index i = 0; i < j; ++i) {
      double along = 0;
      for (Index k = 0; k < D; ++k) along += vectors(j, k) * F(k, i);
      for (Index k = 0; k < D; ++k) vectors(j, k) -= along * F(k, i);
    }
    const double left = norm(&vectors(j, 0), D);
    require(left > 1e-6 * before, "a cloud of points is too symmetric to have a frame of its own");
    for (Index k = 0; k < D; ++k) F(k, j) = vectors(j, k) / left;
  }
  const TensorD others = F.clone();
  for (Index k = 0; k < D; ++k) {  // the last column by cofactors
    TensorD with_unit = others.clone();
    with_unit(k, D - 1) = 1;
    F(k, D - 1) = determinant(with_unit);
  }
  return F;
}

CloudGroup group_of_frames(const TensorD& frames, double off) {
  require(frames.rank() == 3 && frames.extent(1) == frames.extent(2) && frames.extent(0) > least_members,
          "frames of shape ", to_string(frames.shape()), "; expected [N,D,D], N > ", least_members);
  CloudGroup group;
  const double radius = cluster_radius(frames);
  if (radius == 0) {
    group.generator = common_generator(frames, group.distance);
    if (group.distance < off) group.kind = CloudGroup::Kind::one_parameter;
    return group;
  }
  std::vector<TensorD> means = cluster_means(frames, radius);
  for (std::size_t c = 0; c < means.size(); ++c)
    group.elements.push_back(matmul(means[c], transpose(means[0])));
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
