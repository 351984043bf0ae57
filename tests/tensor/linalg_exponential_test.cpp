#include "tensor/linalg/lu.h"
#include "tensor/linalg/matrix_exponential.h"
#include "tests/support.h"
#include "tests/tensor/linalg_matrices.h"

namespace lgn {
namespace {

using namespace testing_matrices;

TEST(LinalgExponential, OfSmallKnownMatrices) {
  EXPECT_LE(distance(matrix_exponential(TensorD({3, 3})), identity(3)), 0);
  for (double x : {-700.0, -3.0, 1e-20, 0.5, 40.0, 700.0})
    EXPECT_NEAR(matrix_exponential(TensorD::full({1, 1}, x))[0] / std::exp(x), 1, 1e-12);
  EXPECT_EQ(matrix_exponential(TensorD({0, 0})).count(), 0);
}

TEST(LinalgExponential, OfANilpotentMatrixIsAPolynomial) {
  TensorD a({4, 4});
  for (Index i = 0; i + 1 < 4; ++i) a(i, i + 1) = 3;
  const TensorD expected = TensorD::from({4, 4}, {1, 3, 4.5, 4.5, 0, 1, 3, 4.5, 0, 0, 1, 3, 0, 0, 0, 1});
  EXPECT_LE(distance(matrix_exponential(a), expected), rounding(4, frobenius(expected)));
}

TEST(LinalgExponential, OfASkewMatrixIsARotation) {
  for (double angle : {1e-9, 0.3, 2.0, 50.0}) {
    const TensorD rotation = matrix_exponential(TensorD::from({2, 2}, {0, -angle, angle, 0}));
    const TensorD expected =
        TensorD::from({2, 2}, {std::cos(angle), -std::sin(angle), std::sin(angle), std::cos(angle)});
    EXPECT_LE(distance(rotation, expected), rounding(2, 1 + angle));
  }
}

TEST(LinalgExponential, CommutesWithSimilarityAndInvertsWithTheSign) {
  const TensorD s = random_matrix(12, 12, 7), values = diagonal_matrix({-3, -2.5, -1, 0, 0, .1, .5, 1, 1, 2, 3, 4});
  TensorD exponentials({12, 12});
  for (Index i = 0; i < 12; ++i) exponentials(i, i) = std::exp(values(i, i));
  const TensorD inverted = inverse(s);
  const double condition = frobenius(s) * frobenius(inverted);
  const TensorD a = matmul(matmul(s, values), inverted);
  const TensorD expected = matmul(matmul(s, exponentials), inverted);
  EXPECT_LE(distance(matrix_exponential(a), expected), rounding(12, condition * condition * frobenius(expected)));
  TensorD negated = a.clone();
  for (double& x : negated) x = -x;
  EXPECT_LE(distance(matmul(matrix_exponential(a), matrix_exponential(negated)), identity(12)),
            rounding(12, condition * frobenius(matrix_exponential(a)) * frobenius(matrix_exponential(negated))));
}

TEST(LinalgExponential, GradientAgreesWithDifferences) {
  for (double scale : {0.2, 2.0}) {
    TensorD a = random_matrix(5, 5, 2);
    for (double& x : a) x *= scale;
    const TensorD g = random_matrix(5, 5, 3), gradient = matrix_exponential_gradient(a, g);
    const auto loss = [&] {
      const TensorD e = matrix_exponential(a);
      double sum = 0;
      for (Index i = 0; i < e.count(); ++i) sum += g[i] * e[i];
      return sum;
    };
    const double step = 1e-5;
    for (Index i = 0; i < a.count(); ++i) {
      const double value = a[i];
      a[i] = value + step;
      const double above = loss();
      a[i] = value - step;
      const double below = loss();
      a[i] = value;
      EXPECT_NEAR(gradient[i], (above - below) / (2 * step), 1e-8 * frobenius(gradient));
    }
  }
  EXPECT_EQ(frobenius(matrix_exponential_gradient(identity(3), TensorD({3, 3}))), 0);
}

TEST(LinalgExponential, ErrorsNameTheFinding) {
  test::expect_error([] { matrix_exponential(TensorD({2, 3})); }, "[2, 3]");
  test::expect_error([] { matrix_exponential(TensorD::full({1, 1}, 800)); }, "matrix exponential");
  test::expect_error([] { matrix_exponential(TensorD::full({2, 2}, 1e308)); }, "infinite");
  test::expect_error([] { matrix_exponential_gradient(identity(3), identity(2)); }, "[2, 2]");
}

}  // namespace
}  // namespace lgn
