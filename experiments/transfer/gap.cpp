#include "experiments/transfer/gap.h"

#include <cmath>

#include "tensor/error.h"

namespace lgn {
namespace {

double covariance(const std::vector<double>& x, const std::vector<double>& y) {
  const double of_x = mean(x), of_y = mean(y);
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += (x[i] - of_x) * (y[i] - of_y);
  return sum / (x.size() - 1);
}

}  // namespace

Gap gap_closed(const std::vector<double>& transferred, const std::vector<double>& native,
               const std::vector<double>& random) {
  require(random.size() > 1 && native.size() == random.size() && transferred.size() == random.size(),
          "a gap needs as many accuracies of each kind, and two or more");
  std::vector<double> gain, worth;
  for (std::size_t i = 0; i < random.size(); ++i) {
    gain.push_back(transferred[i] - random[i]);
    worth.push_back(native[i] - random[i]);
  }
  const double a = mean(gain), b = mean(worth), half = mean_half_width(worth);
  Gap gap{b, {b - half, b + half}, a / b, {}};
  if (b - half <= 0 || half == 0) return gap;
  // (a - rho b)^2 <= t^2 var(gain - rho worth) / n, a quadratic in rho; half = t sqrt(var(worth) / n).
  const double scale = half * half / covariance(worth, worth);
  const double A = b * b - half * half, B = a * b - scale * covariance(gain, worth),
               C = a * a - scale * covariance(gain, gain), root = std::sqrt(std::max(0.0, B * B - A * C));
  gap.interval = Interval{(B - root) / A, (B + root) / A};
  return gap;
}

}  // namespace lgn
