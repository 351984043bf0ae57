#include "datasets/pixel_ring.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lgn {
namespace {

/// 1 - correlation of pixels, [d,d].
TensorD pixel_distances(const Tensor& images) {
  const Index d = images.extent(2) * images.extent(3), samples = images.count() / d;
  std::vector<double> mean(d);
  for (Index i = 0; i < images.count(); ++i) mean[i % d] += images[i] / static_cast<double>(samples);
  TensorD covariance({d, d}), distances({d, d});
  std::vector<double> x(d);
  for (Index s = 0; s < samples; ++s) {
    for (Index p = 0; p < d; ++p) x[p] = images[s * d + p] - mean[p];
    for (Index p = 0; p < d; ++p)
      for (Index q = 0; q < d; ++q) covariance(p, q) += x[p] * x[q];
  }
  double smallest = 1;
  for (Index p = 0; p < d; ++p)
    for (Index q = 0; q < d; ++q) {
      require(covariance(p, p) > 0, "pixel ", p, " is the same in all images; it has no neighbours to be found");
      distances(p, q) = 1 - covariance(p, q) / std::sqrt(covariance(p, p) * covariance(q, q));
      if (p != q) smallest = std::min(smallest, distances(p, q));
    }
  require(smallest < 0.9,
          "no two pixels correlate by more than 0.1, so that neighbours cannot be told; whitening takes correlations "
          "away: use --normalization standard");
  return distances;
}

using Path = std::vector<Index>;

Path nearest_neighbours(const TensorD& distances, Index start) {
  Path path(static_cast<std::size_t>(distances.extent(0)));
  std::iota(path.begin(), path.end(), Index{0});
  std::swap(path[0], path[start]);
  for (auto at = path.begin(); at + 1 < path.end(); ++at) {
    const auto nearer = [&](Index a, Index b) { return distances(*at, a) < distances(*at, b); };
    std::iter_swap(at + 1, std::min_element(at + 1, path.end(), nearer));
  }
  return path;
}

/// Reverses pieces while that makes the closed path shorter.
void shorten(Path& path, const TensorD& distances) {
  const std::size_t d = path.size();
  for (bool shorter = true; shorter;) {
    shorter = false;
    for (std::size_t i = 0; i + 2 < d; ++i)
      for (std::size_t j = i + 2; j < d; ++j) {
        const Index a = path[i], b = path[i + 1], c = path[j], e = path[(j + 1) % d];
        if (distances(a, b) + distances(c, e) <= distances(a, c) + distances(b, e) + 1e-12) continue;
        std::reverse(path.begin() + static_cast<Index>(i) + 1, path.begin() + static_cast<Index>(j) + 1);
        shorter = true;
      }
  }
}

double length(const Path& path, const TensorD& distances) {
  double total = 0;
  for (std::size_t i = 0; i < path.size(); ++i) total += distances(path[i], path[(i + 1) % path.size()]);
  return total;
}

}  // namespace

std::vector<Index> pixel_ring(const Tensor& images) {
  const Index d = images.extent(2) * images.extent(3);
  require(d >= 2 && d <= 256, "neighbours are looked for among 2 to 256 pixels; these images have ", d);
  const TensorD distances = pixel_distances(images);
  Path best;
  for (Index start = 0; start < d; ++start) {
    Path path = nearest_neighbours(distances, start);
    shorten(path, distances);
    if (best.empty() || length(path, distances) < length(best, distances)) best = path;
  }
  return best;
}

}  // namespace lgn
