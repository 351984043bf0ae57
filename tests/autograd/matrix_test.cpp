#include "tensor/reference/matrix.h"

#include <cmath>
#include <tuple>

#include "autograd/elementwise_ops.h"
#include "autograd/matrix_ops.h"
#include "tensor/reference/elementwise.h"
#include "tests/autograd/gradient_checks.h"

namespace lgn {
namespace {

TEST(MatrixOps, Matmul) {
  for (const auto& [n, k, m] : {std::tuple{1, 1, 1}, {3, 4, 5}, {1, 7, 2}, {9, 1, 3}, {17, 33, 5}}) {
    Random random(31);
    expect_exact([](const auto& in) { return matmul(in[0], in[1]); },
                 {normal_tensor(random, {n, k}), normal_tensor(random, {k, m})});
  }
}

TEST(MatrixOps, MatmulWithItself) {
  Random random(32);
  expect_exact([](const auto& in) { return matmul(in[0], in[0]); }, {normal_tensor(random, {4, 4})});
}

TEST(MatrixOps, BatchedMatmul) {
  const std::vector<std::pair<Shape, Shape>> shapes = {
      {{1, 2, 3}, {1, 3, 2}}, {{5, 3, 2}, {5, 2, 7}}, {{2, 3, 4, 4}, {2, 3, 4, 4}}, {{2, 3}, {3, 4}}};
  for (const auto& [a, b] : shapes) {
    Random random(33);
    expect_exact([](const auto& in) { return batched_matmul(in[0], in[1]); },
                 {normal_tensor(random, a), normal_tensor(random, b)});
  }
}

TEST(MatrixOps, Power) {
  for (Index exponent : {2, 3, 4, 5, 7, 8}) {
    Random random(34);
    const Tensor a = uniform_tensor(random, {2, 3, 3}, -0.8, 0.8);
    expect_exact([=](const auto& in) { return matrix_power(in[0], exponent); }, {a});
  }
}

TEST(MatrixOps, PowersZeroAndOne) {
  Random random(35);
  const Tensor a = normal_tensor(random, {2, 3, 3});
  expect_exact([](const auto& in) { return scale(matrix_power(in[0], 1), 2); }, {a});
  Tape tape;
  const Variable zeroth = matrix_power(tape.leaf(a), 0);
  EXPECT_FALSE(zeroth.requires_gradient());
  for (Index which = 0; which < 2; ++which)
    for (Index i = 0; i < 3; ++i)
      for (Index j = 0; j < 3; ++j) EXPECT_EQ(zeroth.value()(which, i, j), i == j ? 1 : 0);
}

TEST(MatrixOps, Linear) {
  for (const auto& [N, D, K] : {std::tuple{1, 1, 1}, {5, 3, 2}, {2, 17, 10}, {3, 1, 4}}) {
    Random random(36);
    expect_exact([](const auto& in) { return linear(in[0], in[1], in[2]); },
                 {normal_tensor(random, {N, D}), normal_tensor(random, {K, D}), normal_tensor(random, {K})});
  }
}

TEST(MatrixOps, FrobeniusNorm) {
  for (const Shape& shape : {Shape{1, 1}, Shape{3, 5}, Shape{4, 2, 2}, Shape{2, 3, 6, 6}}) {
    Random random(37);
    expect_exact([](const auto& in) { return frobenius_norm(in[0]); }, {away_from_zero(random, shape)});
  }
}

TEST(MatrixOps, FrobeniusNormAtZeroAndAtExtremes) {
  Tape tape;
  Tensor a({4, 2, 2});
  a[4] = 3, a[7] = 4;            // norm 5
  a[8] = 3e-40f, a[9] = 4e-40f;  // below the normal range of float32, whose squares vanish even there
  a[12] = 3e30f, a[13] = 4e30f;  // squares beyond its range
  const Variable x = tape.leaf(a), y = frobenius_norm(x);
  EXPECT_EQ(y.shape(), Shape({4}));
  EXPECT_EQ(y.value()[0], 0);
  EXPECT_EQ(y.value()[1], 5);
  EXPECT_FLOAT_EQ(y.value()[2], 5e-40f);
  EXPECT_FLOAT_EQ(y.value()[3], 5e30f);
  tape.backward(y, Tensor::from({4}, {1, 2, 1, 1}));
  for (Index i = 0; i < 4; ++i) EXPECT_EQ(x.gradient()[i], 0);
  EXPECT_FLOAT_EQ(x.gradient()[4], 1.2f);
  EXPECT_NEAR(x.gradient()[8], 0.6, 1e-5);
  EXPECT_FLOAT_EQ(x.gradient()[13], 0.8f);
}

TEST(MatrixOps, ShapesThatDoNotFitAreNamed) {
  Tape tape;
  const Variable a = tape.leaf(Tensor({2, 3})), b = tape.leaf(Tensor({2, 3})), c = tape.leaf(Tensor({5, 3, 2}));
  expect_error([&] { matmul(a, b); }, "matmul of shapes [2, 3] and [2, 3]");
  expect_error([&] { matmul(a, c); }, "[5, 3, 2]");
  expect_error([&] { batched_matmul(c, tape.leaf(Tensor({4, 2, 3}))); }, "[5, 3, 2] and [4, 2, 3]");
  expect_error([&] { batched_matmul(a, tape.leaf(Tensor({3}))); }, "[3]");
  expect_error([&] { batched_matmul(tape.leaf(Tensor({3})), tape.leaf(Tensor({3}))); }, "[3] and [3]");
  expect_error([&] { matrix_power(a, 2); }, "expected square matrices");
  expect_error([&] { matrix_power(tape.leaf(Tensor({2, 2})), -1); }, "exponent -1");
  expect_error([&] { linear(a, tape.leaf(Tensor({4, 2})), tape.leaf(Tensor({4}))); }, "[4, 2]");
  expect_error([&] { linear(a, tape.leaf(Tensor({4, 3})), tape.leaf(Tensor({3}))); }, "bias of linear has shape [3]");
  expect_error([&] { frobenius_norm(tape.leaf(Tensor({3}))); }, "[3]");
}

TEST(MatrixOps, AnyNumberOfThreadsGivesTheSameBits) {
  Random random(38);
  const auto operation = [](Tape&, const Variables& in) {
    return frobenius_norm(batched_matmul(matrix_power(in[0], 3), in[1]));
  };
  expect_same_for_any_thread_count(operation,
                                   {normal_tensor(random, {5, 3, 36, 36}), normal_tensor(random, {5, 3, 36, 36})});
  const auto classifier = [](Tape&, const Variables& in) { return linear(in[0], in[1], in[2]); };
  expect_same_for_any_thread_count(
      classifier, {normal_tensor(random, {130, 320}), normal_tensor(random, {10, 320}), normal_tensor(random, {10})});
}

}  // namespace
}  // namespace lgn
