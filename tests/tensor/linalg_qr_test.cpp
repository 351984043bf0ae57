#include "tensor/linalg/qr.h"
#include "tests/support.h"
#include "tests/tensor/linalg_matrices.h"

namespace lgn {
namespace {

using namespace testing_matrices;

void check_qr(const TensorD& a) {
  const Index m = a.extent(0), n = a.extent(1), k = std::min(m, n);
  const Qr factorization = qr(a);
  ASSERT_EQ(factorization.q.shape(), (Shape{m, k}));
  ASSERT_EQ(factorization.r.shape(), (Shape{k, n}));
  EXPECT_LE(departure_from_orthonormal(factorization.q), rounding(std::max(m, n), 1));
  EXPECT_LE(distance(matmul(factorization.q, factorization.r), a), rounding(std::max(m, n), frobenius(a)));
  for (Index i = 0; i < k; ++i)
    for (Index j = 0; j < i; ++j) EXPECT_EQ(factorization.r(i, j), 0);
}

TEST(LinalgQr, FactorsMultiplyToTheMatrix) {
  for (auto [m, n] : {std::pair<Index, Index>{1, 1}, {1, 4}, {4, 1}, {3, 3}, {10, 7}, {7, 10}, {60, 60}, {90, 20}})
    check_qr(random_matrix(m, n));
}

TEST(LinalgQr, DegenerateMatrices) {
  check_qr(TensorD({4, 3}));
  check_qr(TensorD::full({6, 6}, 2));
  check_qr(graded_matrix(30, 15));
  TensorD tiny = random_matrix(9, 9), huge = tiny.clone();
  for (double& x : tiny) x *= 1e-200;
  for (double& x : huge) x *= 1e200;
  check_qr(tiny);
  check_qr(huge);
}

TEST(LinalgQr, ErrorsNameTheFinding) {
  test::expect_error([] { qr(TensorD({3})); }, "[3]");
  TensorD bad({2, 3});
  bad(1, 2) = INFINITY;
  test::expect_error([&] { qr(bad); }, "(1, 2)");
}

}  // namespace
}  // namespace lgn
