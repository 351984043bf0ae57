// Statistics of what was measured on disjoint folds.
#include "lgn/probe/sample_moments.h"

#include <cmath>

#include "tensor/random.h"
#include "tests/support.h"

namespace lgn {
namespace {

constexpr Index folds = 16, draws = 400;

double deviation(const std::vector<double>& x) {
  double sum = 0, squares = 0;
  for (const double each : x) sum += each, squares += each * each;
  const double n = static_cast<double>(x.size());
  return std::sqrt(squares / n - sum / n * sum / n);
}

/// The mean over pairs of a_f + a_g, numbers of variance 1, has the variance 4 / folds.
TEST(SampleMoments, StandardErrorIsTheDeviationOfAMeanOverPairs) {
  Random random(1);
  std::vector<double> means;
  double variance = 0;
  for (Index draw = 0; draw < draws; ++draw) {
    std::vector<double> own(folds);
    for (double& x : own) x = random.normal();
    TensorD h({folds, folds});
    for (Index a = 0; a < folds; ++a)
      for (Index b = 0; b < folds; ++b) h(a, b) = own[a] + own[b];
    means.push_back(between_folds(h));
    for (double& x : h) x -= means.back();
    variance += std::pow(standard_error(h).value, 2) / draws;
  }
  EXPECT_NEAR(variance, 4. / folds, 0.1 * 4 / folds);
  EXPECT_NEAR(deviation(means), std::sqrt(variance), 0.1 * std::sqrt(variance));
}

TEST(SampleMoments, NoiseStandsOneStandardErrorOut) {
  for (const Index size : {10, 1000}) {
    Random random(2);
    std::vector<double> visibilities;
    for (Index draw = 0; draw < draws; ++draw) {
      std::vector<TensorD> x;
      for (Index f = 0; f < folds; ++f) {
        x.push_back(TensorD({size}));
        for (double& each : x.back()) each = random.normal();
      }
      visibilities.push_back(visibility_of(x));
    }
    EXPECT_NEAR(deviation(visibilities), 1, 0.2) << size;
  }
}

/// Moments of a fold do not depend on the vectors of another, which would tie their errors together.
TEST(SampleMoments, AFoldHasItsOwnMeans) {
  Random random(3);
  ProbeSample sample{TensorD({600, 4}), {}};
  for (double& x : sample.vectors) x = -std::log(1 - random.uniform());
  for (Index i = 0; i < 600; ++i) sample.units.push_back(i);
  const SampleMoments before = measure_moments(sample, 8);
  for (Index i = 0; i < 600; i += 8)  // the first fold
    for (Index j = 0; j < 4; ++j) sample.vectors(i, j) += 1;
  const SampleMoments after = measure_moments(sample, 8);
  const auto difference = [&](std::size_t fold) {
    double sum = 0;
    for (Index i = 0; i < before.third[fold].count(); ++i)
      sum += std::abs(after.third[fold][i] - before.third[fold][i]);
    return sum;
  };
  EXPECT_GT(difference(0), 1e-3);
  for (std::size_t fold = 1; fold < 8; ++fold) EXPECT_EQ(difference(fold), 0) << fold;
}

}  // namespace
}  // namespace lgn
