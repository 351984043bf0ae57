#include "tensor/reference/elementwise.h"

#include <cmath>
#include <tuple>

#include "autograd/elementwise_ops.h"
#include "tests/autograd/gradient_checks.h"

namespace lgn {
namespace {

struct Pair {
  Shape a, b;
};
const std::vector<Pair> pairs = {{{1}, {1}},
                                 {{7}, {7}},
                                 {{2, 3, 5}, {2, 3, 5}},
                                 {{4, 3, 5, 2}, {1, 3, 1, 1}},
                                 {{3, 1, 2, 2}, {1, 1, 1, 1}},
                                 {{5, 3}, {1, 3}},
                                 {{5, 3}, {5, 1}},
                                 {{1, 3, 1, 1}, {1, 3, 1, 1}}};

TEST(Elementwise, SumsDifferencesAndProducts) {
  for (const auto& [a, b] : pairs) {
    Random random(11);
    const std::vector<Tensor> inputs = {normal_tensor(random, a), normal_tensor(random, b)};
    expect_exact([](const auto& in) { return add(in[0], in[1]); }, inputs);
    expect_exact([](const auto& in) { return subtract(in[0], in[1]); }, inputs);
    expect_exact([](const auto& in) { return multiply(in[0], in[1]); }, inputs);
  }
}

TEST(Elementwise, BothOperandsMayBeTheSame) {
  Random random(12);
  const std::vector<Tensor> x = {normal_tensor(random, {3, 4})};
  expect_exact([](const auto& in) { return multiply(in[0], in[0]); }, x);
  expect_exact([](const Inputs& in) { return scale(in[0], 2); }, [](const Variables& in) { return add(in[0], in[0]); },
               x);
}

TEST(Elementwise, ShapesThatDoNotFitAreNamed) {
  Tape tape;
  const Variable a = tape.leaf(Tensor({2, 3})), b = tape.leaf(Tensor({3, 2})), c = tape.leaf(Tensor({3}));
  expect_error([&] { add(a, b); }, "add cannot combine shapes [2, 3] and [3, 2]");
  expect_error([&] { multiply(a, c); }, "multiply cannot combine shapes [2, 3] and [3]");
  const Variable d = tape.leaf(Tensor({2, 3, 4})), two_axes = tape.leaf(Tensor({2, 3, 1}));
  expect_error([&] { subtract(d, two_axes); }, "extent 1 in the second on all axes but one");
  expect_error([&] { subtract(two_axes, d); }, "[2, 3, 1] and [2, 3, 4]");
}

TEST(Elementwise, Scale) {
  for (double factor : {2.0, -0.37, 1e-3}) {
    Random random(13);
    expect_exact([&](const auto& in) { return scale(in[0], factor); }, {normal_tensor(random, {3, 7})});
  }
}

TEST(Elementwise, Relu) {
  for (const Shape& shape : {Shape{1, 1}, Shape{5, 7}, Shape{2, 3, 4, 5}}) {
    Random random(14);
    expect_exact([](const auto& in) { return relu(in[0]); }, {away_from_zero(random, shape)});
  }
}

TEST(Elementwise, ReluAtTheKinkAndNotANumber) {
  Tape tape;
  const Variable x = tape.leaf(Tensor::from({4}, {0.0f, -0.0f, NAN, 1e-30f}));
  const Variable y = relu(x);
  tape.backward(y, Tensor::full({4}, 3));
  EXPECT_EQ(y.value()[0], 0);
  EXPECT_TRUE(std::isnan(y.value()[2]));  // a NaN has to be seen, not swallowed
  EXPECT_EQ(x.gradient()[0], 0);
  EXPECT_EQ(x.gradient()[1], 0);
  EXPECT_EQ(x.gradient()[3], 3);
}

/// Codes v that keep away from eta lmbd.
std::vector<Tensor> threshold_inputs(Index N, Index F, Index h, Index w, double eta) {
  Random random(15);
  Tensor v = normal_tensor(random, {N, F, h, w}), lmbd = uniform_tensor(random, {1, F, 1, 1}, 0.2, 1.5);
  for (Index i = 0; i < v.count(); ++i) {
    const double kink = eta * lmbd[i / (h * w) % F];
    if (std::abs(v[i] - kink) < 0.02) v[i] = static_cast<float>(kink + 0.05);
  }
  return {v, lmbd};
}

TEST(SoftThreshold, ValuesAndGradients) {
  for (const auto& [N, F, h, w] : {std::tuple{1, 1, 2, 2}, {3, 5, 4, 3}, {2, 20, 1, 1}, {1, 3, 7, 1}})
    expect_exact([](const auto& in) { return soft_threshold(in[0], in[1], 0.5); }, threshold_inputs(N, F, h, w, 0.5));
}

TEST(SoftThreshold, AtTheKink) {
  Tape tape;  // threshold 0.5: values at, just above, and below
  const Variable v = tape.leaf(Tensor::from({1, 1, 1, 4}, {0.5f, 0.75f, -0.75f, NAN}));
  const Variable lmbd = tape.leaf(Tensor::full({1, 1, 1, 1}, 2));
  const Variable u = soft_threshold(v, lmbd, 0.25);
  EXPECT_EQ(u.value()[0], 0);
  EXPECT_EQ(u.value()[1], 0.25f);
  EXPECT_EQ(u.value()[2], 0);
  EXPECT_TRUE(std::isnan(u.value()[3]));
  tape.backward(u, Tensor::from({1, 1, 1, 4}, {1, 2, 8, 0}));
  EXPECT_EQ(v.gradient()[0], 0);
  EXPECT_EQ(v.gradient()[1], 2);
  EXPECT_EQ(v.gradient()[2], 0);
  EXPECT_EQ(lmbd.gradient()[0], -0.25f * 2);
}

TEST(SoftThreshold, ShapesThatDoNotFitAreNamed) {
  Tape tape;
  const Variable v = tape.leaf(Tensor({2, 3, 4, 4}));
  expect_error([&] { soft_threshold(v, tape.leaf(Tensor({1, 4, 1, 1})), 1); }, "[1, 4, 1, 1]");
  expect_error([&] { soft_threshold(v, tape.leaf(Tensor({2, 3, 4, 4})), 1); }, "thresholds [1, F, 1, 1]");
  expect_error([&] { soft_threshold(tape.leaf(Tensor({3})), v, 1); }, "a code [N, F, h, w]");
}

TEST(Sums, OverEverything) {
  for (const Shape& shape : {Shape{1}, Shape{3, 5}, Shape{33, 1001}}) {
    Random random(16);
    const Tensor x = normal_tensor(random, shape);
    const double count = static_cast<double>(x.count());
    if (x.count() < 100) {
      expect_exact([](const auto& in) { return sum(in[0]); }, {x});
      expect_exact([&](const Inputs& in) { return scale(sum(in[0]), 1 / count); },
                   [](const Variables& in) { return mean(in[0]); }, {x});
    }
    Tape tape;
    EXPECT_NEAR(sum(tape.leaf(x)).value()[0], reference::sum(cast<double>(x))[0], 1e-6 * count);
  }
}

TEST(Sums, AccumulateInDouble) {
  Tape tape;
  Tensor x = Tensor::full({(1 << 24) + 2}, 1);  // beyond 2^24, float32 does not count by ones
  EXPECT_EQ(sum(tape.constant(x)).value()[0], (1 << 24) + 2);
}

TEST(Sums, AlongAnAxis) {
  for (const Shape& shape : {Shape{1}, Shape{4, 3}, Shape{2, 3, 5}, Shape{2, 1, 4, 3}}) {
    const Index rank = static_cast<Index>(shape.size());
    for (Index axis = -rank; axis < rank; ++axis) {
      Random random(17);
      const Tensor x = normal_tensor(random, shape);
      const Index chosen = axis < 0 ? axis + rank : axis;
      const double extent = static_cast<double>(x.extent(axis));
      expect_exact([&](const Inputs& in) { return sum(in[0], chosen); },
                   [&](const Variables& in) { return sum(in[0], axis); }, {x});
      expect_exact([&](const Inputs& in) { return scale(sum(in[0], chosen), 1 / extent); },
                   [&](const Variables& in) { return mean(in[0], axis); }, {x});
    }
  }
}

TEST(Sums, Errors) {
  Tape tape;
  expect_error([&] { mean(tape.leaf(Tensor({0, 3}))); }, "[0, 3], which has no elements");
  expect_error([&] { mean(tape.leaf(Tensor({0, 3})), 0); }, "no elements");
  expect_error([&] { sum(tape.leaf(Tensor({2, 3})), 2); }, "along axis 2 of a tensor of shape [2, 3]");
  expect_error([&] { sum(tape.leaf(Tensor({2, 3})), -3); }, "from -2 to 1");
  EXPECT_EQ(sum(tape.leaf(Tensor({0, 3}))).value()[0], 0);
}

TEST(Elementwise, TensorsWithoutElements) {
  Tape tape;
  for (const Shape& shape : {Shape{0, 3, 2, 2}, Shape{2, 3, 0, 2}, Shape{2, 0, 2, 2}}) {
    const Variable x = tape.leaf(Tensor(shape)), lmbd = tape.leaf(Tensor({1, shape[1], 1, 1}));
    const Variable u = soft_threshold(add(multiply(relu(x), lmbd), x), lmbd, 1);
    EXPECT_EQ(u.shape(), shape);
    EXPECT_EQ(sum(u, 3).shape(), Shape({shape[0], shape[1], shape[2], 1}));
    Tape other;
    const Variable y = other.leaf(Tensor(shape)), threshold = other.leaf(Tensor({1, shape[1], 1, 1}));
    other.backward(sum(sum(subtract(soft_threshold(y, threshold, 1), threshold), 1)));
    for (float g : threshold.gradient()) EXPECT_EQ(g, 0);
  }
}

TEST(Elementwise, AnyNumberOfThreadsGivesTheSameBits) {
  Random random(18);
  const Tensor v = normal_tensor(random, {40, 5, 29, 31}), lmbd = uniform_tensor(random, {1, 5, 1, 1}, 0, 1);
  const auto operation = [](Tape&, const Variables& in) {
    return add(sum(multiply(soft_threshold(in[0], in[1], 0.3), in[1])), mean(multiply(relu(in[0]), in[0])));
  };
  expect_same_for_any_thread_count(operation, {v, lmbd});
}

}  // namespace
}  // namespace lgn
