#include "tensor/math.h"

#include <cmath>
#include <limits>

namespace lgn::portable {
namespace {
constexpr double ln2_high = 0x1.62e42fee00000p-1;  // ln 2 = high + low; high has 21 trailing zero bits
constexpr double ln2_low = 0x1.a39ef35793c76p-33;
}  // namespace

double exp(double x) {
  if (std::isnan(x)) return x;
  if (x > 709.782712893384) return std::numeric_limits<double>::infinity();
  if (x < -745.2) return 0;
  // x = k ln 2 + r with |r| <= ln2 / 2; e^r by its series to r^13 / 13!, whose remainder is below 2^-58.
  const double k = std::floor(x / (ln2_high + ln2_low) + 0.5);
  const double r = (x - k * ln2_high) - k * ln2_low;
  double sum = 1;
  for (int i = 13; i >= 1; --i) sum = 1 + sum * r / i;
  const int half = static_cast<int>(k) / 2;  // two steps: 2^k alone may leave the range of double
  return std::ldexp(std::ldexp(sum, half), static_cast<int>(k) - half);
}

double log(double x) {
  if (std::isnan(x) || x < 0) return std::numeric_limits<double>::quiet_NaN();
  if (x == 0) return -std::numeric_limits<double>::infinity();
  if (std::isinf(x)) return x;
  // x = 2^k m with m in [sqrt(1/2), sqrt(2)); log m = 2 artanh(s), s = (m - 1) / (m + 1), |s| < 0.172.
  int k = 0;
  double m = std::frexp(x, &k);
  if (m < 0.70710678118654752) {
    m *= 2;
    --k;
  }
  const double s = (m - 1) / (m + 1), s2 = s * s;
  double series = 0;
  for (int i = 23; i >= 3; i -= 2) series = (series + 1.0 / i) * s2;
  return k * ln2_high + (2 * s + (2 * s * series + k * ln2_low));
}

}  // namespace lgn::portable
