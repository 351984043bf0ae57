#include "tensor/linalg/eigh.h"
#include "tensor/linalg/qr.h"
#include "tensor/threads.h"
#include "tests/support.h"
#include "tests/tensor/linalg_matrices.h"

namespace lgn {
namespace {

using namespace testing_matrices;

void check_eigh(const TensorD& a) {
  const Index n = a.extent(0);
  const SymmetricEigen eigen = eigh(a);
  ASSERT_EQ(eigen.values.shape(), Shape{n});
  ASSERT_EQ(eigen.vectors.shape(), (Shape{n, n}));
  const TensorD product = matmul(a, eigen.vectors);
  TensorD scaled = eigen.vectors.clone();
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) scaled(i, j) *= eigen.values[j];
  EXPECT_LE(distance(product, scaled), rounding(n, frobenius(a)));
  EXPECT_LE(departure_from_orthonormal(eigen.vectors), rounding(n, 1));
  for (Index i = 1; i < n; ++i) EXPECT_LE(eigen.values[i - 1], eigen.values[i]);
}

/// Q diag(values) Q^T with a random orthogonal Q, made symmetric to the last bit.
TensorD with_spectrum(const std::vector<double>& values) {
  const Index n = static_cast<Index>(values.size());
  const TensorD q = qr(random_matrix(n, n, 3)).q;
  TensorD a = matmul(matmul(q, diagonal_matrix(values)), transpose(q));
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < i; ++j) a(i, j) = a(j, i);
  return a;
}

void check_spectrum(std::vector<double> values) {
  const TensorD a = with_spectrum(values);
  check_eigh(a);
  std::sort(values.begin(), values.end());
  const TensorD found = eigh(a).values;
  const double tolerance = rounding(found.count(), frobenius(a));
  for (Index i = 0; i < found.count(); ++i) EXPECT_NEAR(found[i], values[i], tolerance);
}

TEST(LinalgEigh, RandomMatricesOfManyOrders) {
  for (Index n : {1, 2, 3, 4, 5, 16, 31, 32, 33, 63, 64, 65, 100, 129, 200})
    check_eigh(random_symmetric(n, static_cast<std::uint64_t>(n)));
}

TEST(LinalgEigh, EmptyMatrix) {
  EXPECT_EQ(eigh(TensorD({0, 0})).values.count(), 0);
}

TEST(LinalgEigh, SimpleMatrices) {
  for (Index n : {1, 2, 50, 130}) {
    check_eigh(TensorD({n, n}));
    check_eigh(identity(n));
    check_eigh(TensorD::full({n, n}, 1));
  }
  check_eigh(diagonal_matrix({3, -1, 2, 2, 0, -5}));
  check_eigh(TensorD::from({2, 2}, {0, 1, 1, 0}));
}

TEST(LinalgEigh, SecondDifferencesHaveKnownEigenvalues) {
  const Index n = 150;
  TensorD a({n, n});
  for (Index i = 0; i < n; ++i) {
    a(i, i) = 2;
    if (i > 0) a(i, i - 1) = a(i - 1, i) = -1;
  }
  check_eigh(a);
  const TensorD values = eigh(a).values;
  for (Index i = 0; i < n; ++i)
    EXPECT_NEAR(values[i], 2 - 2 * std::cos(M_PI * static_cast<double>(i + 1) / static_cast<double>(n + 1)), 1e-13);
}

TEST(LinalgEigh, RepeatedAndClusteredEigenvalues) {
  std::vector<double> two_values(120, 1.0), clustered, rank_deficient(120, 0.0);
  for (std::size_t i = 0; i < 40; ++i) two_values[i] = -2;
  for (int i = 0; i < 120; ++i) clustered.push_back(1 + 1e-14 * i + (i % 3));
  for (int i = 0; i < 30; ++i) rank_deficient[4 * i] = 1 + i;
  check_spectrum(two_values);
  check_spectrum(clustered);
  check_spectrum(rank_deficient);
}

TEST(LinalgEigh, SpectrumOfACovarianceOverManyDecades) {
  std::vector<double> values;
  for (int i = 0; i < 140; ++i) values.push_back(878 * std::pow(10.0, -0.055 * i));
  check_spectrum(values);
}

TEST(LinalgEigh, WilkinsonsMatrixWithItsNearlyEqualPairs) {
  for (Index n : {21, 101, 161}) {
    TensorD a({n, n});
    for (Index i = 0; i < n; ++i) {
      a(i, i) = std::abs(static_cast<double>(i - n / 2));
      if (i > 0) a(i, i - 1) = a(i - 1, i) = 1;
    }
    check_eigh(a);
  }
}

TEST(LinalgEigh, GradedAndExtremelyScaledMatrices) {
  TensorD graded = graded_matrix(90, 16);
  for (Index i = 0; i < 90; ++i)
    for (Index j = 0; j < i; ++j) graded(i, j) = graded(j, i);
  check_eigh(graded);
  TensorD tiny = random_symmetric(40), huge = random_symmetric(40);
  for (double& x : tiny) x *= 1e-300;
  for (double& x : huge) x *= 1e300;
  check_eigh(tiny);
  check_eigh(huge);
}

TEST(LinalgEigh, TheSameBitsWithAnyNumberOfThreads) {
  const TensorD a = random_symmetric(170);
  test::expect_same_bits([&] {
    const SymmetricEigen found = eigh(a);
    return std::vector{found.values, found.vectors};
  });
}

TEST(LinalgEigh, ErrorsNameTheFinding) {
  test::expect_error([] { eigh(TensorD({2, 3})); }, "[2, 3]");
  TensorD a = identity(4);
  a(2, 1) = 0.5;
  test::expect_error([&] { eigh(a); }, {"not symmetric", "(2, 1) is 0.5"});
  a(0, 3) = INFINITY;
  test::expect_error([&] { eigh(a); }, "(0, 3)");
}

}  // namespace
}  // namespace lgn
