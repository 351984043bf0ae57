#include "autograd/losses.h"

#include <cmath>

#include "tensor/reference/losses.h"
#include "tests/autograd/gradient_checks.h"

namespace lgn {
namespace {

std::vector<Index> random_labels(Random& random, Index N, Index K) {
  std::vector<Index> labels;
  for (Index n = 0; n < N; ++n) labels.push_back(static_cast<Index>(random.below(static_cast<std::uint64_t>(K))));
  return labels;
}

TEST(CrossEntropy, Gradients) {
  for (const auto& [N, K] : {std::pair{1, 2}, {5, 10}, {17, 3}, {2, 101}}) {
    Random random(61);
    const Tensor logits = normal_tensor(random, {N, K});
    const auto labels = random_labels(random, N, K);
    expect_exact([&](const auto& in) { return cross_entropy(in[0], labels); }, {logits});
  }
}

TEST(CrossEntropy, KnownValues) {
  Tape tape;
  // Equal logits: log 4. And log(1 + e) - 1 for logits (0, 1) with label 1.
  EXPECT_FLOAT_EQ(cross_entropy(tape.leaf(Tensor({3, 4})), {0, 1, 3}).value()[0], std::log(4.0f));
  EXPECT_FLOAT_EQ(cross_entropy(tape.leaf(Tensor::from({1, 2}, {0, 1})), {1}).value()[0], 0.313261688f);
}

TEST(CrossEntropy, IsStable) {
  Tape tape;
  const Variable logits = tape.leaf(Tensor::from({2, 3}, {1000, 0, -1000, -3e38f, 3e38f, 0}));
  const Variable loss = cross_entropy(logits, {1, 1});
  EXPECT_EQ(loss.value()[0], 500);
  tape.backward(loss);
  const std::vector<float> expected = {0.5f, -0.5f, 0, 0, 0, 0};
  EXPECT_EQ(std::vector<float>(logits.gradient().begin(), logits.gradient().end()), expected);
}

TEST(CrossEntropy, KeepsTheGradientOfAConfidentPrediction) {
  Tape tape;
  const Variable logits = tape.leaf(Tensor::from({1, 2}, {20, 0}));
  tape.backward(cross_entropy(logits, {0}));
  EXPECT_NEAR(logits.gradient()[0], -std::exp(-20.0), 1e-14);
  EXPECT_NEAR(logits.gradient()[1], std::exp(-20.0), 1e-14);
}

TEST(CrossEntropy, ShowsNotANumber) {
  Tape tape;
  EXPECT_TRUE(std::isnan(cross_entropy(tape.leaf(Tensor::from({1, 2}, {0, NAN})), {0}).value()[0]));
  EXPECT_TRUE(std::isnan(cross_entropy(tape.leaf(Tensor::from({1, 2}, {NAN, 0})), {1}).value()[0]));
}

TEST(CrossEntropy, Errors) {
  Tape tape;
  const Variable logits = tape.leaf(Tensor({2, 3}));
  expect_error([&] { cross_entropy(logits, {0, 3}); }, "label 1 of the batch is 3; with 3 classes");
  expect_error([&] { cross_entropy(logits, {-1, 0}); }, "label 0 of the batch is -1");
  expect_error([&] { cross_entropy(logits, {0}); }, "[2, 3] with 1 labels");
  expect_error([&] { cross_entropy(tape.leaf(Tensor({6})), {0}); }, "[6]");
  expect_error([&] { cross_entropy(tape.leaf(Tensor({0, 3})), {}); }, "none at all");
}

TEST(SquaredError, Gradients) {
  for (const Shape& shape : {Shape{1}, Shape{3, 7}, Shape{2, 3, 4, 5}}) {
    Random random(62);
    const Tensor prediction = normal_tensor(random, shape), target = normal_tensor(random, shape);
    expect_exact([](const auto& in) { return squared_error(in[0], in[1]); }, {prediction, target});
  }
}

TEST(SquaredError, MeanOverAllElements) {
  Tape tape;
  const Variable p = tape.leaf(Tensor::from({2, 2}, {1, 2, 3, 4})),
                 t = tape.constant(Tensor::from({2, 2}, {0, 2, 5, 1}));
  EXPECT_EQ(squared_error(p, t).value()[0], (1 + 0 + 4 + 9) / 4.0f);
}

TEST(SquaredError, Errors) {
  Tape tape;
  expect_error([&] { squared_error(tape.leaf(Tensor({2, 3})), tape.leaf(Tensor({3, 2}))); }, "[3, 2]; expected [2, 3]");
  expect_error([&] { squared_error(tape.leaf(Tensor({0})), tape.leaf(Tensor({0}))); }, "no elements");
}

TEST(Losses, AnyNumberOfThreadsGivesTheSameBits) {
  Random random(63);
  const auto operation = [](Tape&, const Variables& in) { return squared_error(in[0], in[1]); };
  expect_same_for_any_thread_count(operation,
                                   {normal_tensor(random, {64, 3, 32, 32}), normal_tensor(random, {64, 3, 32, 32})});
}

}  // namespace
}  // namespace lgn
