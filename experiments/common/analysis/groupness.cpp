#include "experiments/common/analysis/groupness.h"

#include <cmath>
#include <limits>
#include <numbers>

#include "lgn/probe/matrix_class.h"
#include "tensor/linalg/eigenvalues.h"
#include "tensor/linalg/matmul.h"

namespace lgn {
namespace {

constexpr Index largest_order = 12;

double distance_from_identity(const TensorD& a) {
  double squares = 0;
  for (Index i = 0; i < a.extent(0); ++i)
    for (Index j = 0; j < a.extent(0); ++j) squares += std::pow(a(i, j) - (i == j), 2);
  return std::sqrt(squares / static_cast<double>(a.extent(0)));
}

}  // namespace

Groupness groupness(const TensorD& a) {
  const double norm = std::sqrt(squared_norm(a)), d = static_cast<double>(a.extent(0));
  require(norm > 0, "the zero matrix generates no group");
  TensorD scaled = a.clone();
  for (double& x : scaled) x *= std::sqrt(d) / norm;

  Groupness best{1, std::numeric_limits<double>::infinity(), 0, 0, distance_from_identity(scaled)};
  TensorD power = scaled;
  for (Index n = 2; n <= largest_order; ++n) {
    power = matmul(power, scaled);
    const double error = distance_from_identity(power);
    if (error < best.closure_error) best.order = n, best.closure_error = error;
  }
  const double n = static_cast<double>(best.order);
  for (const std::complex<double>& value : eigenvalues(scaled)) {
    const double step = 2 * std::numbers::pi / n, theta = std::arg(value);
    best.distance_moved += std::norm(value - std::polar(1.0, std::round(theta / step) * step)) / d;
    best.mean_cosine += std::cos(n * theta) / d;
  }
  best.distance_moved = std::sqrt(best.distance_moved);
  return best;
}

}  // namespace lgn
