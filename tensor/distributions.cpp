#include "tensor/distributions.h"

#include <cmath>
#include <numbers>

#include "tensor/error.h"
#include "tensor/math.h"

namespace lgn {
namespace {

/// log Gamma(x), x > 0: Stirling's series from 16 on, x Gamma(x) = Gamma(x + 1) below. (std::lgamma writes a variable
/// that all threads share.)
double log_gamma(double x) {
  double below = 1;
  for (; x < 16; ++x) below *= x;
  const double r = 1 / (x * x), series = (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r / 1680))) / x;
  return (x - 0.5) * portable::log(x) - x + portable::log(2 * std::numbers::pi) / 2 + series - portable::log(below);
}

/// The continued fraction of the incomplete beta function, for x below (a + 1) / (a + b + 2).
double beta_fraction(double x, double a, double b) {
  const double tiny = 1e-300;
  const auto safe = [&](double v) { return std::abs(v) < tiny ? tiny : v; };
  double c = 1, d = 1 / safe(1 - (a + b) * x / (a + 1)), value = d;
  for (int m = 1; m <= 10000; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / safe(1 + even * d);
    c = safe(1 + even / c);
    value *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / safe(1 + odd * d);
    c = safe(1 + odd / c);
    value *= d * c;
    if (std::abs(d * c - 1) < 1e-15) return value;
  }
  fail("the incomplete beta function does not converge for a = ", a, ", b = ", b);
}

/// P(X <= x) by the fraction, which is good below the mean.
double beta_lower_part(double x, double a, double b) {
  const double log_front = log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * std::log(x) + b * std::log1p(-x);
  return std::exp(log_front) * beta_fraction(x, a, b) / a;
}

}  // namespace

double beta_upper_tail(double x, double a, double b) {
  require(a > 0 && b > 0, "Beta(", a, ", ", b, ") is no distribution");
  if (x <= 0) return 1;
  if (x >= 1) return 0;
  return x < (a + 1) / (a + b + 2) ? 1 - beta_lower_part(x, a, b) : beta_lower_part(1 - x, b, a);
}

double beta_quantile(double probability, double a, double b) {
  require(probability >= 0 && probability <= 1, "the probability is ", probability, "; expected 0 to 1");
  double low = 0, high = 1;
  for (int i = 0; i < 80; ++i) {
    const double middle = (low + high) / 2;
    (1 - beta_upper_tail(middle, a, b) < probability ? low : high) = middle;
  }
  return (low + high) / 2;
}

double student_quantile(double probability, double freedom) {
  const double x = beta_quantile(2 * probability, freedom / 2, 0.5);  // P(|T| > t) = P(X <= f / (f + t^2))
  return std::sqrt(freedom * (1 - x) / x);
}

}  // namespace lgn
