#include "lgn/recovery/rotation_flow.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/schur.h"

namespace lgn {
namespace {

constexpr double alike = 0.01;

bool peaks(const double* row, Index k, double enough) {
  return row[k] >= enough && row[k] >= row[k - 1] && row[k] >= row[k + 1];
}

}  // namespace

RotationFlow::RotationFlow(const TensorD& L) {
  const Index d = require_finite_square(L, "generator of a flow");
  TensorD skew({d, d});
  for (Index i = 0; i < d; ++i)
    for (Index j = 0; j < d; ++j) skew(i, j) = (L(i, j) - L(j, i)) / 2;
  const RealSchur schur = real_schur(skew);
  basis_ = schur.q;
  for (Index i = 0; i + 1 < d; ++i) {
    if (schur.t(i + 1, i) == 0) continue;
    planes_.push_back(i);
    frequencies_.push_back((schur.t(i + 1, i) - schur.t(i, i + 1)) / 2);
    ++i;
  }
}

TensorD RotationFlow::move(const TensorD& x, const std::vector<double>& amounts) const {
  TensorD z = matmul(x, basis_);
  for (Index i = 0; i < z.extent(0); ++i) {
    for (std::size_t p = 0; p < planes_.size(); ++p) {
      double &a = z(i, planes_[p]), &b = z(i, planes_[p] + 1);
      const double phase = frequencies_[p] * amounts[i];
      const double c = std::cos(phase), s = std::sin(phase), before = a;
      a = c * before - s * b;
      b = s * before + c * b;
    }
  }
  return matmul(z, transpose(basis_));
}

std::vector<double> RotationFlow::amounts(const TensorD& x, const TensorD& y, double reach) const {
  // <y, exp(t L) x> = constant + sum over planes of C cos(w t) + S sin(w t).
  const Index steps =
      2 * static_cast<Index>(std::ceil(std::max(1.0, reach * largest_frequency() * 32 / std::numbers::pi)));
  const Index N = x.extent(0), P = static_cast<Index>(planes_.size()), T = steps + 1;
  const TensorD u = matmul(x, basis_), v = matmul(y, basis_);
  TensorD products({N, 2 * P}), waves({2 * P, T});
  const double step = 2 * reach / steps;
  for (Index p = 0; p < P; ++p) {
    const Index a = planes_[p], b = a + 1;
    for (Index i = 0; i < N; ++i) {
      products(i, 2 * p) = u(i, a) * v(i, a) + u(i, b) * v(i, b);
      products(i, 2 * p + 1) = u(i, a) * v(i, b) - u(i, b) * v(i, a);
    }
    for (Index k = 0; k < T; ++k) {
      const double phase = frequencies_[p] * (k * step - reach);
      waves(2 * p, k) = std::cos(phase);
      waves(2 * p + 1, k) = std::sin(phase);
    }
  }
  const TensorD agreement = matmul(products, waves);
  std::vector<double> amounts;
  for (Index i = 0; i < N; ++i) {
    const double* row = agreement.data() + i * T;
    // Of what agrees alike the least |t|: planes of commensurate frequencies come round again.
    const double enough = (1 - alike) * *std::max_element(row, row + T);
    Index k = steps / 2;
    for (Index away = 0; away < steps / 2 && !peaks(row, k, enough); ++away)
      k = peaks(row, steps / 2 - away, enough) ? steps / 2 - away : steps / 2 + away;
    if (!peaks(row, k, enough)) k = row[0] > row[steps] ? 1 : steps - 1;  // of the two ends the larger
    const double curve = row[k - 1] - 2 * row[k] + row[k + 1];
    const double peak = curve < 0 ? (row[k - 1] - row[k + 1]) / (2 * curve) : 0;
    amounts.push_back((k + std::clamp(peak, -1.0, 1.0)) * step - reach);
  }
  return amounts;
}

double RotationFlow::largest_frequency() const {
  double largest = 0;
  for (const double w : frequencies_) largest = std::max(largest, std::abs(w));
  return largest;
}

}  // namespace lgn
