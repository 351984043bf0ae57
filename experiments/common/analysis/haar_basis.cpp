#include "experiments/common/analysis/haar_basis.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"

namespace lgn {
namespace {

/// c_p(x) for x = 0 .. f - 1, of unit length.
std::vector<double> cosine(Index f, Index p) {
  std::vector<double> values;
  double squares = 0;
  for (Index x = 0; x < f; ++x) {
    const double angle = std::numbers::pi * (p * (2 * x + 1)) / (2 * f);
    values.push_back(std::cos(angle));
    squares += values.back() * values.back();
  }
  for (double& value : values) value /= std::sqrt(squares);
  return values;
}

/// Writes the f^2 - 1 patterns of the block at (top, left) with `extent` pixels along its side.
void add_patterns(HaarBasis& basis, Index m, Index top, Index left, Index extent, Index f, Index scale) {
  const Index part = extent / f;
  for (Index p = 0; p < f; ++p)
    for (Index q = 0; q < f; ++q) {
      if (p == 0 && q == 0) continue;
      const std::vector<double> down = cosine(f, p), across = cosine(f, q);
      const auto row = static_cast<Index>(basis.scale.size());
      for (Index y = 0; y < extent; ++y)
        for (Index x = 0; x < extent; ++x)
          basis.patterns(row, (top + y) * m + left + x) = down[y / part] * across[x / part] / part;
      basis.scale.push_back(scale);
    }
}

HaarBasis haar_basis(Index m, const std::vector<Index>& factors) {
  const Index d = m * m;
  HaarBasis basis{factors, TensorD({d, d}), {0}};
  for (Index pixel = 0; pixel < d; ++pixel) basis.patterns(0, pixel) = 1 / static_cast<double>(m);
  Index extent = m, scale = 0;
  for (const Index f : factors) {
    ++scale;
    for (Index top = 0; top < m; top += extent)
      for (Index left = 0; left < m; left += extent) add_patterns(basis, m, top, left, extent, f, scale);
    extent /= f;
  }
  return basis;
}

std::vector<Index> prime_factors(Index m) {
  std::vector<Index> factors;
  for (Index f = 2; m > 1; ++f)
    for (; m % f == 0; m /= f) factors.push_back(f);
  return factors;
}

}  // namespace

std::vector<HaarBasis> haar_bases(Index m) {
  require(m >= 2, "a multi-scale basis of patches of ", m, " x ", m, " pixels; expected at least 2 x 2");
  std::vector<HaarBasis> bases;
  std::vector<Index> factors = prime_factors(m);
  do {
    bases.push_back(haar_basis(m, factors));
  } while (std::next_permutation(factors.begin(), factors.end()));
  return bases;
}

ScaleEnergy scale_energy(const HaarBasis& basis, const TensorD& a) {
  const Index d = basis.patterns.extent(0);
  require_shape(a, {d, d}, "the matrix in a multi-scale basis");
  TensorD coefficients = matmul(basis.patterns, times_transposed(a, basis.patterns));
  coefficients(0, 0) = 0;

  const auto scales = static_cast<std::size_t>(basis.scale.back() + 1);
  std::vector<double> from(scales), to(scales), within(scales);
  double absolute = 0;
  for (Index i = 0; i < d; ++i)
    for (Index j = 0; j < d; ++j) {
      const double x = coefficients(i, j);
      const auto row = static_cast<std::size_t>(basis.scale[i]);
      const auto column = static_cast<std::size_t>(basis.scale[j]);
      absolute += std::abs(x);
      to[row] += x * x;
      from[column] += x * x;
      if (row == column) within[row] += x * x;
    }
  ScaleEnergy energy{0, 0};
  const double all = inner(coefficients, coefficients);
  if (all == 0) return energy;
  for (std::size_t s = 1; s < scales; ++s)
    if (within[s] > 0) energy.within_scales += within[s] / std::sqrt(from[s] * to[s]) / (scales - 1);
  const double root = static_cast<double>(d);
  energy.sparsity = (root - absolute / std::sqrt(all)) / (root - 1);
  return energy;
}

}  // namespace lgn
