// Signs of directions: the ways uphill are those that a search over all of them finds, and planted signs come back.
#include "lgn/probe/sign_search.h"

#include <gtest/gtest.h>

#include "lgn/probe/agreement.h"
#include "lgn/probe/finite_group.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/qr.h"
#include "tensor/random.h"

namespace lgn {
namespace {

constexpr Index dimension = 7, D = dimension * (dimension + 1) / 2;

double value_of(const TensorD& m, const TensorD& s) {
  TensorD sigma({D});
  for (Index i = 0, e = 0; i < dimension; ++i)
    for (Index j = i; j < dimension; ++j, ++e) sigma[e] = s[i] * s[j];
  return inner(matmul(m, sigma.reshape({D, 1})), sigma);
}

TensorD symmetric(Random& random) {
  TensorD m({D, D});
  for (Index i = 0; i < D; ++i)
    for (Index j = 0; j <= i; ++j) m(i, j) = m(j, i) = random.normal();
  return m;
}

TEST(SignSearch, EndsWhereNoOneOrTwoSignsLeadHigher) {
  Random random(1);
  const TensorD m = symmetric(random), s = SignSearch(dimension, m).climb(TensorD::full({dimension}, 1));
  for (Index i = 0; i < dimension; ++i)
    for (Index j = i; j < dimension; ++j) {
      TensorD other = s.clone();
      other[i] = -other[i];
      if (j != i) other[j] = -other[j];
      EXPECT_LE(value_of(m, other), value_of(m, s) + 1e-9) << i << " " << j;
    }
}

TEST(SignSearch, ListsFlipsByTheirGain) {
  Random random(2);
  const TensorD m = symmetric(random), ones = TensorD::full({dimension}, 1);
  const double loss = 20, start = value_of(m, ones);
  const std::vector<TensorD> flips = SignSearch(dimension, m).best_flips(loss, 1000);
  ASSERT_GT(flips.size(), 2u);
  ASSERT_LT(flips.size(), static_cast<std::size_t>(D));
  for (std::size_t k = 0; k < flips.size(); ++k) {
    EXPECT_GT(value_of(m, flips[k]), start - loss);
    if (k > 0) {
      EXPECT_LE(value_of(m, flips[k]), value_of(m, flips[k - 1]) + 1e-9);
    }
  }
}

TEST(SignSearch, TurnsPlantedSignsBack) {
  // A law whose moments are in one fold pair alike: I with three directions turned around is told from I.
  Random random(3);
  SampleMoments moments;
  moments.d = dimension;
  const TensorD fourth = symmetric(random);
  TensorD third({dimension, D});
  for (double& x : third) x = random.normal();
  for (int fold = 0; fold < 2; ++fold) {
    moments.fourth.push_back(fourth.clone());
    moments.third.push_back(third.clone());
  }
  moments.fourth_noise = moments.third_noise = 1;
  const Agreement agreement(leading_moments(moments, moment_spectrum(moments), D, 0));
  const TensorD W = random_orthogonal(dimension, random);
  TensorD s = TensorD::full({dimension}, 1), images = transpose(W);
  s[1] = s[4] = s[5] = -1;
  for (Index i = 0; i < dimension * dimension; ++i) images[i] *= s[i % dimension];
  const TensorD turned = matmul(images, W), products = agreement.sign_products(turned, W);
  EXPECT_NEAR(value_of(products, TensorD::full({dimension}, 1)), agreement(turned).fourth, 1e-5);
  EXPECT_NEAR(value_of(products, s), 1, 1e-9);
  const TensorD found = SignSearch(dimension, products).climb(TensorD::full({dimension}, 1));
  for (Index i = 1; i < dimension; ++i) EXPECT_EQ(found[i] * found[0], s[i] * s[0]) << i;
}

// It is computed in single precision; the value is a polynomial of degree four, so that large steps do.
TEST(Agreement, SlopeIsThatOfTheValue) {
  Random random(9);
  const Index dimension = 6;
  TensorD x({4000, dimension});
  for (double& each : x) each = std::pow(random.normal(), 2) - 1;
  ProbeSample sample{x, {}};
  for (Index i = 0; i < 4000; ++i) sample.units.push_back(i);
  const SampleMoments moments = measure_moments(sample);
  const Agreement agreement(leading_moments(moments, moment_spectrum(moments), 15, 4, 0.3));
  const TensorD A = random_orthogonal(dimension, random);
  TensorD slope;
  agreement.gradient(A, slope);
  double largest = 0;
  for (const double each : slope) largest = std::max(largest, std::abs(each));
  const double step = 0.02;
  for (Index i = 0; i < dimension * dimension; i += 5) {
    TensorD up = A.clone(), down = A.clone();
    up[i] += step, down[i] -= step;
    EXPECT_NEAR((agreement(up).both - agreement(down).both) / (2 * step), slope[i], 0.01 * largest) << i;
  }
}

}  // namespace
}  // namespace lgn
