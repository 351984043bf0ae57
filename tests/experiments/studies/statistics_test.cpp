#include "experiments/common/analysis/statistics.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tensor/error.h"
#include "tensor/random.h"

namespace lgn {
namespace {

TEST(Statistics, MomentsAndQuantiles) {
  const std::vector<double> v = {4, 1, 3, 2};
  EXPECT_DOUBLE_EQ(mean(v), 2.5);
  EXPECT_DOUBLE_EQ(sample_deviation(v), std::sqrt(5.0 / 3));
  EXPECT_DOUBLE_EQ(median(v), 2.5);
  EXPECT_DOUBLE_EQ(quantile(v, 0), 1);
  EXPECT_DOUBLE_EQ(quantile(v, 1), 4);
  EXPECT_DOUBLE_EQ(quantile(v, 0.25), 1.75);
  EXPECT_THROW(mean({}), Error);
  EXPECT_THROW(sample_deviation({1}), Error);
}

TEST(Statistics, Correlation) {
  EXPECT_DOUBLE_EQ(correlation({1, 2, 3}, {-2, -4, -6}), -1);
  EXPECT_DOUBLE_EQ(correlation({1, 2, 3}, {5, 5, 5}), 0);
  EXPECT_NEAR(correlation({1, 2, 3, 4}, {1, 3, 2, 4}), 0.8, 1e-12);
  EXPECT_THROW(correlation({1, 2}, {1}), Error);
}

// Solves (p - k/n)^2 = z^2 p (1 - p) / n at both ends, which is what the interval is.
TEST(Statistics, WilsonIntervalSolvesItsEquation) {
  const auto excess = [](double p, double k, double n) {
    return (p - k / n) * (p - k / n) - 1.959963984540054 * 1.959963984540054 * p * (1 - p) / n;
  };
  const Interval most = wilson_interval(19, 20);
  EXPECT_NEAR(excess(most.low, 19, 20), 0, 1e-12);
  EXPECT_NEAR(excess(most.high, 19, 20), 0, 1e-12);
  EXPECT_LT(most.low, 0.95);
  EXPECT_GT(most.high, 0.95);
  for (const Index trials : {3, 20, 100, 997}) {
    EXPECT_EQ(wilson_interval(0, trials).low, 0);
    EXPECT_EQ(wilson_interval(trials, trials).high, 1);
  }
  EXPECT_THROW(wilson_interval(3, 2), Error);
}

TEST(Statistics, MedianIntervalCovers) {
  const Interval whole = median_interval({5, 1, 3});
  EXPECT_EQ(whole.low, 1);
  EXPECT_EQ(whole.high, 5);
  // n = 20: P(Binomial < 6) = 2.07 %, so the sixth from each end.
  std::vector<double> v;
  for (int i = 1; i <= 20; ++i) v.push_back(i);
  EXPECT_EQ(median_interval(v).low, 6);
  EXPECT_EQ(median_interval(v).high, 15);
}

TEST(Statistics, PermutationPValueIsUniformUnderTheNull) {
  EXPECT_DOUBLE_EQ(permutation_p_value(3, {1, 2, 3, 4}), 3.0 / 5);
  Random random(5);
  int small = 0;
  for (int repetition = 0; repetition < 2000; ++repetition) {
    std::vector<double> null;
    for (int i = 0; i < 19; ++i) null.push_back(random.normal());
    small += permutation_p_value(random.normal(), null) <= 0.05;
  }
  EXPECT_NEAR(small, 100, 30);  // three deviations
}

TEST(Statistics, BenjaminiHochbergByHand) {
  const std::vector<double> q = benjamini_hochberg({0.04, 0.01, 0.03, 0.5});
  EXPECT_NEAR(q[1], 0.04, 1e-15);
  EXPECT_NEAR(q[2], 0.16 / 3, 1e-15);  // 0.03 * 4 / 2 = 0.06 is undercut by 0.04 * 4 / 3
  EXPECT_NEAR(q[0], 0.16 / 3, 1e-15);
  EXPECT_NEAR(q[3], 0.5, 1e-15);
  EXPECT_TRUE(benjamini_hochberg({}).empty());
}

// Means 2 and 5, variances 1 and 4, three values each: f = (5/3)^2 / (1/18 + 16/18) = 2.941, t = 3.218.
TEST(WelchInterval, IsThatOfTheTextbook) {
  const Interval interval = welch_interval({1, 2, 3}, {3, 5, 7});
  EXPECT_NEAR((interval.low + interval.high) / 2, -3, 1e-9);
  EXPECT_NEAR((interval.high - interval.low) / 2, 3.218 * std::sqrt(5. / 3), 0.01);
}

TEST(WelchInterval, CoversNineteenTimesInTwenty) {
  Random random(5);
  int covered = 0;
  for (int trial = 0; trial < 1000; ++trial) {
    std::vector<double> a, b;
    for (int i = 0; i < 5; ++i) a.push_back(1 + random.normal()), b.push_back(3 * random.normal());
    const Interval interval = welch_interval(a, b);
    covered += interval.low <= 1 && 1 <= interval.high;
  }
  EXPECT_GE(covered, 930);
  EXPECT_LE(covered, 972);
}

// Five beside five values: 252 ways, of which one has all the larger on one side.
TEST(ExchangePValue, CountsAllWaysWhereTheyAreFew) {
  Random random(1);
  EXPECT_DOUBLE_EQ(exchange_p_value({6, 7, 8, 9, 10}, {1, 2, 3, 4, 5}, 9999, random), 1.0 / 252);
  EXPECT_DOUBLE_EQ(exchange_p_value({5, 7, 8, 9, 10}, {1, 2, 3, 4, 6}, 9999, random), 2.0 / 252);
  EXPECT_EQ(exchange_p_value({1, 1}, {1, 1}, 9999, random), 1);
  EXPECT_NEAR(exchange_p_value({6, 7, 8, 9, 10}, {1, 2, 3, 4, 5}, 200, random), 1.0 / 201, 0.03);
}

}  // namespace
}  // namespace lgn
