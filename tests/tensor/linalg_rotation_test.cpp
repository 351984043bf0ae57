// Nearest rotations, logarithms of rotations and their Cayley transforms.
#include <numbers>

#include "tensor/linalg/cayley.h"
#include "tensor/linalg/lu.h"
#include "tensor/linalg/matrix_exponential.h"
#include "tensor/linalg/qr.h"
#include "tests/support.h"
#include "tests/tensor/linalg_matrices.h"

namespace lgn {
namespace {

using namespace testing_matrices;

TensorD skew(const TensorD& a, double size) {
  TensorD result({a.extent(0), a.extent(0)});
  for (Index i = 0; i < a.extent(0); ++i)
    for (Index j = 0; j < a.extent(0); ++j) result(i, j) = size * (a(i, j) - a(j, i));
  return result;
}

TEST(LinalgRotation, LogarithmUndoesTheExponential) {
  for (Index n : {1, 2, 3, 7, 8, 40}) {
    const TensorD L = skew(random_matrix(n, n, 3), 0.3 / std::sqrt(static_cast<double>(n)));  // phases < pi
    EXPECT_LE(distance(rotation_logarithm(matrix_exponential(L)), L), rounding(n, 20)) << n;
  }
}

TEST(LinalgRotation, LogarithmBeyondAHalfTurnIsThePrincipalOne) {
  const TensorD L = rotation_logarithm(matrix_exponential(skew(TensorD::from({2, 2}, {0, 0, 4, 0}), 1)));
  EXPECT_NEAR(L(1, 0), 4 - 2 * std::numbers::pi, 1e-12);
}

TEST(LinalgRotation, HalfTurnsComeInPlanes) {
  const TensorD q = diagonal_matrix({-1, 1, -1, -1, 1, -1});
  const TensorD L = rotation_logarithm(q);
  EXPECT_LE(distance(matrix_exponential(L), q), rounding(6, 10));
  EXPECT_LE(distance(L, skew(L, 0.5)), 0);
}

TEST(LinalgRotation, NearestRotationIsThePolarFactor) {
  const TensorD q = matrix_exponential(skew(random_matrix(6, 6, 4), 0.2));
  const TensorD blur = matmul(random_matrix(6, 6, 5), transpose(random_matrix(6, 6, 5)));
  EXPECT_LE(distance(nearest_rotation(matmul(blur, q)), q), 1e-10);
}

TEST(LinalgRotation, NearestRotationIsNoReflection) {
  const TensorD nearest = nearest_rotation(diagonal_matrix({3, -0.1, 2}));
  EXPECT_LE(distance(nearest, identity(3)), rounding(3, 1));  // the smallest singular value gives way
  EXPECT_GT(determinant(nearest_rotation(random_matrix(5, 5, 6))), 0.999);
}

TEST(LinalgRotation, InverseCayleyTransformGivesRotationsBackAndRefusesMirrors) {
  for (Index n : {2, 3, 7, 8, 40}) {
    const TensorD q = qr(random_matrix(n, n, 7)).q;
    TensorD other = q.clone();
    for (Index i = 0; i < n; ++i) other(i, 0) = -other(i, 0);
    const TensorD &rotation = determinant(q) > 0 ? q : other, &mirror = determinant(q) > 0 ? other : q;
    EXPECT_LE(distance(cayley(inverse_cayley(rotation), n), rotation), 1e-10) << n;
    test::expect_error([&] { inverse_cayley(mirror); }, {"mirror"});
  }
}

TEST(LinalgRotation, ErrorsNameTheFinding) {
  test::expect_error([] { rotation_logarithm(diagonal_matrix({1, 2})); }, "orthogonal");
  test::expect_error([] { rotation_logarithm(diagonal_matrix({1, -1})); }, "-1");
  test::expect_error([] { nearest_rotation(TensorD({2, 3})); }, "[2, 3]");
}

}  // namespace
}  // namespace lgn
