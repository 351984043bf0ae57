#include "tensor/math.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tensor/random.h"

namespace lgn {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// |found - exact| in units in the last place of exact.
double units(double found, long double exact) {
  const double rounded = std::abs(static_cast<double>(exact));
  const double unit = std::nextafter(rounded, infinity) - rounded;
  return static_cast<double>(std::abs(static_cast<long double>(found) - exact)) / unit;
}

TEST(PortableMath, ExpIsWithinTwoUnits) {
  Random random(81);
  double worst = 0;
  for (double range : {1e-8, 0.3, 1.0, 30.0, 700.0}) {
    for (int i = 0; i < 20000; ++i) {
      const double x = random.uniform(-range, range);
      worst = std::max(worst, units(portable::exp(x), std::exp(static_cast<long double>(x))));
    }
  }
  EXPECT_LE(worst, 2);
}

TEST(PortableMath, LogIsWithinTwoUnits) {
  Random random(82);
  double worst = 0;
  for (int exponent : {-1070, -1000, -30, -1, 0, 1, 30, 1000}) {
    for (int i = 0; i < 10000; ++i) {
      const double x = std::ldexp(random.uniform(1, 2), exponent);
      worst = std::max(worst, units(portable::log(x), std::log(static_cast<long double>(x))));
    }
  }
  for (int i = 0; i < 50000; ++i) {  // close to 1, where the result is small
    const double x = 1 + random.uniform(-1, 1) * std::ldexp(1, -static_cast<int>(random.below(40)));
    if (x != 1 && x > 0) worst = std::max(worst, units(portable::log(x), std::log(static_cast<long double>(x))));
  }
  EXPECT_LE(worst, 2);
}

TEST(PortableMath, SpecialValues) {
  EXPECT_EQ(portable::exp(0), 1);
  EXPECT_EQ(portable::exp(-0.0), 1);
  EXPECT_DOUBLE_EQ(portable::exp(1), 2.718281828459045);
  EXPECT_EQ(portable::exp(710), infinity);
  EXPECT_EQ(portable::exp(infinity), infinity);
  EXPECT_TRUE(std::isfinite(portable::exp(709.78)));
  EXPECT_EQ(portable::exp(-infinity), 0);
  EXPECT_EQ(portable::exp(-746), 0);
  EXPECT_GT(portable::exp(-745), 0);  // the smallest numbers of all
  EXPECT_TRUE(std::isnan(portable::exp(NAN)));
  EXPECT_EQ(portable::log(1), 0);
  EXPECT_EQ(portable::log(0), -infinity);
  EXPECT_EQ(portable::log(infinity), infinity);
  EXPECT_TRUE(std::isnan(portable::log(-1)));
  EXPECT_TRUE(std::isnan(portable::log(NAN)));
  EXPECT_DOUBLE_EQ(portable::log(2), 0.6931471805599453);
}

TEST(PortableMath, TanhIsWithinFourUnits) {
  Random random(83);
  double worst = 0;
  for (double range : {1e-8, 0.01, 0.3, 3.0, 50.0}) {
    for (int i = 0; i < 5000; ++i) {
      const double x = random.uniform(-range, range);
      worst = std::max(worst, units(portable::tanh(x), std::tanh(static_cast<long double>(x))));
    }
  }
  EXPECT_LE(worst, 4);
  EXPECT_TRUE(std::isnan(portable::tanh(std::nan(""))));
  EXPECT_EQ(portable::tanh(-infinity), -1);
}

TEST(PortableMath, HypotIsWithinTwoUnitsAndDoesNotOverflow) {
  Random random(84);
  double worst = 0;
  for (int i = 0; i < 20000; ++i) {
    const double x = random.normal(), y = std::ldexp(random.normal(), static_cast<int>(random.below(40)) - 20);
    worst = std::max(worst, units(portable::hypot(x, y), std::hypot(static_cast<long double>(x), y)));
  }
  EXPECT_LE(worst, 2);
  EXPECT_EQ(portable::hypot(0, 0), 0);
  EXPECT_DOUBLE_EQ(portable::hypot(3e300, -4e300), 5e300);
  EXPECT_EQ(portable::hypot(infinity, std::nan("")), infinity);
  EXPECT_TRUE(std::isnan(portable::hypot(0, std::nan(""))));
}

TEST(PortableMath, DirectionsAreUnitVectorsAndQuarterTurnsExact) {
  for (double degrees = -720; degrees <= 720; degrees += 7.5) {
    const auto [cosine, sine] = portable::direction(degrees);
    const long double angle = degrees * 3.14159265358979323846264338L / 180;
    EXPECT_NEAR(cosine, static_cast<double>(std::cos(angle)), 3e-16) << degrees;
    EXPECT_NEAR(sine, static_cast<double>(std::sin(angle)), 3e-16) << degrees;
  }
  EXPECT_EQ(portable::direction(90).cosine, 0);
  EXPECT_EQ(portable::direction(180).cosine, -1);
}

}  // namespace
}  // namespace lgn
