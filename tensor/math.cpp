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

double tanh(double x) {
  if (std::isnan(x)) return x;
  const double y = 2 * std::abs(x);
  if (y > 44) return std::copysign(1.0, x);
  // tanh x = E / (E + 2) with E = e^2x - 1, by its series where the difference would cancel.
  double difference = exp(y) - 1;
  if (y < 0.35) {
    difference = 1;
    for (int i = 14; i >= 2; --i) difference = 1 + difference * y / i;
    difference *= y;
  }
  return std::copysign(difference / (difference + 2), x);
}

double hypot(double x, double y) {
  x = std::abs(x);
  y = std::abs(y);
  if (std::isinf(x) || std::isinf(y)) return std::numeric_limits<double>::infinity();
  const double large = x > y ? x : y, small = x > y ? y : x;
  if (large == 0 || std::isnan(x + y)) return x + y;
  const double ratio = small / large;
  return large * std::sqrt(1 + ratio * ratio);
}

Direction direction(double degrees) {
  // By Taylor series within 45 degrees of the nearest quarter turn.
  constexpr double pi = 3.14159265358979323846;
  const double quarters = std::floor(degrees / 90 + 0.5);
  const double x = (degrees - 90 * quarters) * (pi / 180), square = x * x;
  double cosine = 1, sine = 1;
  for (int k = 18; k >= 2; k -= 2) {
    cosine = 1 - cosine * square / (k * (k - 1));
    sine = 1 - sine * square / (k * (k + 1));
  }
  sine *= x;
  switch (static_cast<int>(quarters - 4 * std::floor(quarters / 4))) {
    case 0:
      return {cosine, sine};
    case 1:
      return {-sine, cosine};
    case 2:
      return {-cosine, -sine};
    default:
      return {sine, -cosine};
  }
}

}  // namespace lgn::portable
