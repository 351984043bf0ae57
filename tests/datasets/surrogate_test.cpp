// Surrogates: the data's second moments and labels, and nothing else of them.
#include "datasets/surrogate.h"

#include <algorithm>
#include <cmath>

#include "tensor/random.h"
#include "tests/support.h"

namespace lgn {
namespace {

/// Two-pixel images (x, x + small y), x = +-1: as far from Gaussian as can be.
Dataset two_points(Index count) {
  Random random(1);
  Dataset data{"points", {}, {}, 2, {}, ""};
  Tensor pixels({count, 1, 1, 2});
  for (Index i = 0; i < count; ++i) {
    const float x = i % 2 ? 1.0f : -1.0f;
    pixels(i, 0, 0, 0) = 3 + x;
    pixels(i, 0, 0, 1) = 3 + x + 0.1f * static_cast<float>(random.normal());
    data.train.labels.push_back(i % 2);
  }
  data.train.pixels = pixels;
  data.test = data.train;
  return finished(data);
}

TEST(Surrogate, GaussianImagesHaveTheMeanAndTheCovarianceButNotTheLaw) {
  const Dataset data = two_points(1500), control = surrogate(data, Surrogate::gaussian, 5);
  const Tensor& pixels = std::get<Tensor>(control.train.pixels);
  double mean = 0, variance = 0, product = 0, fourth = 0;
  const double n = 1500;
  for (Index i = 0; i < 1500; ++i) mean += pixels(i, 0, 0, 0) / n;
  for (Index i = 0; i < 1500; ++i) {
    const double x = pixels(i, 0, 0, 0) - mean, y = pixels(i, 0, 0, 1) - mean;
    variance += x * x / n, product += x * y / n, fourth += x * x * x * x / n;
  }
  EXPECT_NEAR(mean, 3, 0.08);
  EXPECT_NEAR(variance, 1, 0.1);
  EXPECT_NEAR(product / variance, 1, 0.01);
  EXPECT_NEAR(fourth / (variance * variance), 3, 0.4);  // of the two points it is 1
  EXPECT_NE(control.fingerprint, data.fingerprint);
  EXPECT_EQ(control.fingerprint, surrogate(data, Surrogate::gaussian, 5).fingerprint);
  EXPECT_NE(control.fingerprint, surrogate(data, Surrogate::gaussian, 6).fingerprint);
}

TEST(Surrogate, ExchangedLabelsAreTheSameOnesElsewhere) {
  const Dataset data = two_points(400), control = surrogate(data, Surrogate::gaussian, 5);
  std::vector<Index> before = data.train.labels, after = control.train.labels;
  Index same = 0;
  for (std::size_t i = 0; i < after.size(); ++i) same += before[i] == after[i];
  EXPECT_GT(same, 140);
  EXPECT_LT(same, 260);
  std::sort(before.begin(), before.end()), std::sort(after.begin(), after.end());
  EXPECT_EQ(before, after);
  EXPECT_EQ(surrogate(data, Surrogate::none, 5).fingerprint, data.fingerprint);
  test::expect_error([] { from_name<Surrogate>("pink", "--surrogate"); }, {"--surrogate", "pink", "gaussian"});
}

}  // namespace
}  // namespace lgn
