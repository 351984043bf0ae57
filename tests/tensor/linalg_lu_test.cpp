#include <limits>

#include "tensor/linalg/lu.h"
#include "tests/support.h"
#include "tests/tensor/linalg_matrices.h"

namespace lgn {
namespace {

using namespace testing_matrices;

void check_factorization(const TensorD& a) {
  const Index n = a.extent(0);
  const Lu factorization = lu(a);
  TensorD lower = identity(n), upper({n, n}), permuted({n, n});
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) {
      (j < i ? lower : upper)(i, j) = factorization.factors(i, j);
      if (j < i) {
        EXPECT_LE(std::abs(factorization.factors(i, j)), 1.0);
      }  // the pivot was the largest
      permuted(i, j) = a(factorization.permutation[i], j);
    }
  EXPECT_LE(distance(matmul(lower, upper), permuted), rounding(n, frobenius(lower) * frobenius(upper)));
}

TEST(LinalgLu, FactorsMultiplyToThePermutedMatrix) {
  for (Index n : {1, 2, 3, 17, 47, 48, 49, 97, 150}) check_factorization(random_matrix(n, n));
  check_factorization(TensorD({5, 5}));
  check_factorization(TensorD::full({7, 7}, 3));
  check_factorization(graded_matrix(60, 12));
}

TEST(LinalgLu, SolvesOneAndManyRightHandSides) {
  for (Index n : {1, 2, 3, 48, 100}) {
    const TensorD a = random_matrix(n, n), x = random_matrix(n, 5, 2);
    const TensorD b = matmul(a, x);
    const TensorD found = solve(a, b);
    // Backward stable: the residual is small whatever the condition number.
    EXPECT_LE(distance(matmul(a, found), b), rounding(n, frobenius(a) * frobenius(found)));
    const TensorD vector = solve(a, TensorD::full({n}, 1));
    EXPECT_EQ(vector.shape(), Shape{n});
    EXPECT_LE(distance(matmul(a, vector.reshape({n, 1})), TensorD::full({n, 1}, 1)),
              rounding(n, frobenius(a) * frobenius(vector)));
  }
}

TEST(LinalgLu, SolvesRowsFromTheLeft) {
  for (Index n : {1, 2, 48, 100}) {
    const TensorD a = random_matrix(n, n), b = random_matrix(3, n, 2), found = solve_rows(lu(a), b);
    EXPECT_LE(distance(matmul(found, a), b), rounding(n, frobenius(a) * frobenius(found)));
  }
}

TEST(LinalgLu, InverseOfKnownMatrix) {
  const TensorD a = TensorD::from({2, 2}, {0, 2, 4, 6});
  EXPECT_LE(distance(inverse(a), TensorD::from({2, 2}, {-0.75, 0.25, 0.5, 0})), rounding(2, 1));
}

TEST(LinalgLu, InverseTimesMatrixIsIdentity) {
  for (Index n : {1, 3, 50, 130}) {
    const TensorD a = random_matrix(n, n), inverted = inverse(a);
    EXPECT_LE(distance(matmul(a, inverted), identity(n)), rounding(n, frobenius(a) * frobenius(inverted)));
  }
}

TEST(LinalgLu, Determinants) {
  EXPECT_DOUBLE_EQ(determinant(TensorD::from({1, 1}, {-3})), -3);
  EXPECT_DOUBLE_EQ(determinant(TensorD::from({2, 2}, {0, 1, 1, 0})), -1);
  EXPECT_DOUBLE_EQ(determinant(TensorD::from({3, 3}, {0, 1, 0, 0, 0, 1, 1, 0, 0})), 1);
  EXPECT_NEAR(determinant(TensorD::from({3, 3}, {2, -1, 0, -1, 2, -1, 0, -1, 2})), 4, 1e-14);
  EXPECT_EQ(determinant(TensorD({4, 4})), 0);
  EXPECT_EQ(determinant(TensorD({0, 0})), 1);
}

TEST(LinalgLu, LogDeterminantWhereTheDeterminantUnderflows) {
  const TensorD a = diagonal_matrix(std::vector<double>(50, -1e-20));
  EXPECT_EQ(determinant(a), 0);
  const LogDeterminant result = log_determinant(a);
  EXPECT_EQ(result.sign, 1);
  EXPECT_NEAR(result.log_absolute, -1000 * std::log(10.0), 1e-10);
  EXPECT_EQ(log_determinant(TensorD({3, 3})).sign, 0);
  EXPECT_EQ(log_determinant(TensorD({3, 3})).log_absolute, -std::numeric_limits<double>::infinity());
}

TEST(LinalgLu, ErrorsNameTheFinding) {
  const TensorD singular = TensorD::from({2, 2}, {1, 2, 2, 4});
  test::expect_error([&] { inverse(singular); }, "singular");
  test::expect_error([&] { inverse(TensorD({2, 3})); }, "[2, 3]");
  TensorD bad = identity(3);
  bad(1, 2) = std::nan("");
  test::expect_error([&] { lu(bad); }, "(1, 2)");
  test::expect_error([&] { solve(identity(3), TensorD({2})); }, "[2]");
}

}  // namespace
}  // namespace lgn
