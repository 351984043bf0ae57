#include "tensor/linalg/deflation.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tensor/linalg/matrix.h"
#include "tensor/math.h"

namespace lgn {

Deflation deflate(std::vector<double>& d, std::vector<double>& z, double rho) {
  const auto at = [](std::vector<double>& values, Index i) -> double& {
    return values[static_cast<std::size_t>(i)];
  };
  std::vector<Index> order(d.size());
  std::iota(order.begin(), order.end(), Index{0});
  std::sort(order.begin(), order.end(), [&](Index i, Index j) { return at(d, i) < at(d, j); });
  double largest = rho;
  for (double value : d) largest = std::max(largest, std::abs(value));
  const double tolerance = 8 * epsilon * largest;

  Deflation result;
  Index previous = -1;  // the last row not deflated yet; kept unless the next one's d agrees
  for (Index j : order) {
    if (rho * std::abs(at(z, j)) <= tolerance) {
      result.deflated.push_back(j);
      continue;
    }
    if (previous >= 0) {
      const double length = portable::hypot(at(z, previous), at(z, j));
      const double c = at(z, j) / length, s = -at(z, previous) / length;
      const double gap = at(d, j) - at(d, previous);
      if (std::abs(gap * c * s) <= tolerance) {
        // The rotation leaves gap * c * s off the diagonal: small enough to be dropped.
        at(z, j) = length;
        at(z, previous) = 0;
        const double upper = at(d, previous), lower = at(d, j);
        at(d, previous) = upper * c * c + lower * s * s;
        at(d, j) = upper * s * s + lower * c * c;
        result.rotations.push_back({previous, j, c, s});
        result.deflated.push_back(previous);
      } else {
        result.kept.push_back(previous);
      }
    }
    previous = j;
  }
  if (previous >= 0) result.kept.push_back(previous);
  return result;
}

}  // namespace lgn
