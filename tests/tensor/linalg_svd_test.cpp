#include <utility>
#include <vector>

#include "tensor/linalg/qr.h"
#include "tensor/linalg/svd.h"
#include "tensor/threads.h"
#include "tests/support.h"
#include "tests/tensor/linalg_matrices.h"

namespace lgn {
namespace {

using namespace testing_matrices;

void check_svd(const TensorD& a) {
  const Index m = a.extent(0), n = a.extent(1), k = std::min(m, n);
  const Svd decomposition = svd(a);
  ASSERT_EQ(decomposition.u.shape(), (Shape{m, k}));
  ASSERT_EQ(decomposition.v.shape(), (Shape{n, k}));
  EXPECT_LE(departure_from_orthonormal(decomposition.u), rounding(std::max(m, n), 1));
  EXPECT_LE(departure_from_orthonormal(decomposition.v), rounding(std::max(m, n), 1));
  const TensorD scaled = matmul(
      decomposition.u, diagonal_matrix({decomposition.singular_values.begin(), decomposition.singular_values.end()}));
  EXPECT_LE(distance(matmul(scaled, transpose(decomposition.v)), a), rounding(std::max(m, n), frobenius(a)));
  for (Index i = 0; i < k; ++i) {
    EXPECT_GE(decomposition.singular_values[i], 0);
    if (i > 0) {
      EXPECT_LE(decomposition.singular_values[i], decomposition.singular_values[i - 1]);
    }
  }
  EXPECT_LE(distance(singular_values(a), decomposition.singular_values), rounding(n, frobenius(a)));
}

TEST(LinalgSvd, RandomMatrices) {
  const std::vector<std::pair<Index, Index>> sizes = {{1, 1},   {1, 5},   {5, 1},   {2, 2},  {3, 3},  {20, 9},
                                                      {48, 47}, {47, 48}, {49, 90}, {9, 20}, {70, 70}};
  for (const auto& [m, n] : sizes) check_svd(random_matrix(m, n));
}

TEST(LinalgSvd, DegenerateMatrices) {
  check_svd(TensorD({4, 4}));
  check_svd(TensorD({3, 6}));
  check_svd(TensorD::full({8, 5}, 1));
  check_svd(identity(7));
  TensorD repeated_columns = random_matrix(12, 6);
  for (Index i = 0; i < 12; ++i) repeated_columns(i, 4) = repeated_columns(i, 5) = repeated_columns(i, 0);
  check_svd(repeated_columns);
  check_svd(graded_matrix(25, 14));
  TensorD tiny = random_matrix(9, 9);
  for (double& x : tiny) x *= 1e-250;
  check_svd(tiny);
}

TEST(LinalgSvd, EmptyMatrices) {
  const Svd parts = svd(TensorD({0, 0}));
  EXPECT_EQ(parts.u.count(), 0);
  EXPECT_EQ(parts.v.count(), 0);
}

TEST(LinalgSvd, KnownValues) {
  const TensorD values = singular_values(TensorD::from({2, 2}, {3, 0, 4, 5}));
  EXPECT_NEAR(values[0], std::sqrt(45.0), 1e-14);
  EXPECT_NEAR(values[1], std::sqrt(5.0), 1e-14);
  EXPECT_NEAR(singular_values(TensorD::full({3, 4}, 1))[0], std::sqrt(12.0), 1e-14);
  EXPECT_NEAR(singular_values(TensorD::full({3, 4}, 1))[1], 0, 1e-14);
}

TEST(LinalgSvd, ValuesOverFortyDecadesKeepTheirRelativeAccuracy) {
  // Q D with orthogonal Q: the singular values are D's, and one-sided Jacobi rotations see the scaling.
  const std::vector<double> expected = {1e20, 1e10, 1, 1e-10, 1e-20};
  const TensorD a = matmul(qr(random_matrix(5, 5)).q, diagonal_matrix(expected));
  const TensorD values = singular_values(a);
  for (Index i = 0; i < 5; ++i) EXPECT_NEAR(values[i] / expected[i], 1, rounding(5, 1));
}

TEST(LinalgSvd, TheSameBitsWithAnyNumberOfThreads) {
  const TensorD a = random_matrix(190, 170);
  test::expect_same_bits([&] {
    const Svd found = svd(a);
    return std::vector{found.u, found.v, found.singular_values};
  });
}

TEST(LinalgSvd, ErrorsNameTheFinding) {
  test::expect_error([] { svd(TensorD({2, 2, 2})); }, "[2, 2, 2]");
  TensorD bad({2, 3});
  bad(0, 1) = std::nan("");
  test::expect_error([&] { singular_values(bad); }, "(0, 1)");
}

}  // namespace
}  // namespace lgn
