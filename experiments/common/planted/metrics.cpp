#include "experiments/common/planted/metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "experiments/common/analysis/assignment.h"
#include "tensor/linalg/eigenvalues.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/svd.h"

namespace lgn {
namespace {

TensorD matrix_power(const TensorD& A, Index exponent) {
  TensorD power = identity(A.extent(0));
  for (Index j = 0; j < exponent; ++j) power = matmul(power, A);
  return power;
}

/// Basis [d,r] of the span of the rows.
TensorD span_basis(const TensorD& rows) {
  const Svd parts = svd(transpose(rows));
  Index rank = 0;
  while (rank < parts.singular_values.count() && parts.singular_values[rank] > 1e-8 * parts.singular_values[0]) ++rank;
  return transpose(transpose(parts.u).slice(0, rank));
}

double cosine_of_powers(const TensorD& A, const TensorD& planted, Index n, const TensorD* basis) {
  const auto seen = [&](const TensorD& X) { return basis ? matmul(transpose(*basis), matmul(X, *basis)) : X; };
  double best = -1;
  for (Index k = 1; k < n; ++k) {
    if (std::gcd(k, n) != 1) continue;
    const TensorD generator = matrix_power(A, k);
    TensorD found = generator, true_power = planted;
    double sum = 0;
    for (Index j = 1; j < n; ++j) {
      sum += frobenius_cosine(seen(found), seen(true_power));
      found = matmul(found, generator);
      true_power = matmul(true_power, planted);
    }
    best = std::max(best, sum / (n - 1));
  }
  return best;
}

std::vector<double> phases(const TensorD& A) {
  const TensorC values = eigenvalues(A);
  std::vector<double> result;
  for (const std::complex<double>& value : values) result.push_back(std::abs(std::arg(value)));
  std::sort(result.begin(), result.end());
  return result;
}

}  // namespace

double group_cosine(const TensorD& A, const TensorD& planted, Index n) {
  return cosine_of_powers(A, planted, n, nullptr);
}

double group_cosine_within(const TensorD& A, const TensorD& planted, Index n, const TensorD& rows) {
  const TensorD basis = span_basis(rows);
  return cosine_of_powers(A, planted, n, &basis);
}

double phase_distance(const TensorD& A, const TensorD& planted, Index n) {
  const std::vector<double> wanted = phases(planted);
  double least = std::numeric_limits<double>::infinity();
  for (Index k = 1; k < n; ++k) {
    if (std::gcd(k, n) != 1) continue;
    const std::vector<double> found = phases(matrix_power(A, k));
    double sum = 0;
    for (std::size_t i = 0; i < found.size(); ++i) sum += std::abs(found[i] - wanted[i]);
    least = std::min(least, sum / found.size());
  }
  return least;
}

double filters_recovered(const TensorD& planted, const TensorD& found) {
  TensorD cost = matmul(planted, transpose(found));
  for (double& x : cost) x = -std::abs(x);
  if (cost.extent(0) > cost.extent(1)) cost = transpose(cost);
  const std::vector<Index> column = best_assignment(cost);
  Index good = 0;
  for (Index r = 0; r < cost.extent(0); ++r) good += cost(r, column[r]) < -0.95;
  return static_cast<double>(good) / static_cast<double>(planted.extent(0));
}

}  // namespace lgn
