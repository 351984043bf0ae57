#include "tensor/distributions.h"

#include <cmath>
#include <numbers>

#include "tests/support.h"

namespace lgn {
namespace {

TEST(Distributions, Beta) {
  // Integer parameters: a binomial tail. P(X > .3), X ~ Beta(2, 5), is P(Binomial(6, .3) < 2).
  const double exact = std::pow(.7, 6) + 6 * .3 * std::pow(.7, 5);
  EXPECT_NEAR(beta_upper_tail(.3, 2, 5), exact, 1e-14);
  EXPECT_NEAR(beta_upper_tail(.7, 5, 2), 1 - exact, 1e-14);
  EXPECT_EQ(beta_upper_tail(-1, 2, 2), 1);
  EXPECT_EQ(beta_upper_tail(1, 2, 2), 0);
  for (double p : {.01, .5, .99}) EXPECT_NEAR(1 - beta_upper_tail(beta_quantile(p, 35, 612.5), 35, 612.5), p, 1e-12);
}

// P(T > t) is 1/2 - atan(t) / pi for one degree of freedom, 1/2 - t / (2 sqrt(2 + t^2)) for two.
TEST(Distributions, StudentWithOneAndTwoDegreesOfFreedom) {
  for (double p : {.3, .05, .0025, 1e-5}) {
    EXPECT_NEAR(student_quantile(p, 1) * std::tan(std::numbers::pi * p), 1, 1e-9);
    const double u = 1 - 2 * p;
    EXPECT_NEAR(student_quantile(p, 2), u * std::sqrt(2 / (1 - u * u)), 1e-8 * student_quantile(p, 2));
  }
}

TEST(Distributions, StudentOfTables) {
  EXPECT_NEAR(student_quantile(.05, 10), 1.812461, 1e-6);
  EXPECT_NEAR(student_quantile(.025, 15), 2.131450, 1e-6);
  EXPECT_NEAR(student_quantile(.005, 120), 2.617421, 1e-6);
}

// Satterthwaite's degrees of freedom are no whole numbers. t falls with them, slowly.
TEST(Distributions, StudentIsSmoothInTheDegreesOfFreedom) {
  for (double p : {.05, .025, .0025}) {
    double before = student_quantile(p, 15);
    for (double freedom = 15.37; freedom < 130; freedom += .37) {
      const double t = student_quantile(p, freedom);
      ASSERT_LT(t, before) << freedom;
      ASSERT_GT(t, .99 * before) << freedom;
      before = t;
    }
  }
}

}  // namespace
}  // namespace lgn
