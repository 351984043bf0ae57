#include "autograd/normalization.h"

#include <cmath>

#include "autograd/elementwise_ops.h"
#include "tensor/reference/normalization.h"
#include "tests/autograd/gradient_checks.h"

namespace lgn {
namespace {

const std::vector<Shape> shapes = {{2, 1}, {5, 3}, {1, 2, 3}, {3, 4, 2, 5}, {2, 20, 1, 1}, {4, 3, 7, 1}};

std::vector<Tensor> inputs(const Shape& shape) {
  Random random(71);
  Tensor x = normal_tensor(random, shape);
  for (float& value : x) value = 3 + 2 * value;
  return {x, uniform_tensor(random, {shape[1]}, 0.5, 2), normal_tensor(random, {shape[1]})};
}

TEST(BatchNorm, TrainingGradients) {
  for (const Shape& shape : shapes) {
    Tensor mean({shape[1]}), variance({shape[1]});
    BatchNormSettings settings;
    // With two numbers a channel, xhat is a sign, and dx is the small difference of large terms: what is
    // left of it is governed by epsilon.
    if (shape == Shape({2, 1}) || shape == Shape({2, 20, 1, 1})) settings.epsilon = 0.1;
    expect_exact(
        [&](const Inputs& in) {
          return reference::batch_norm(in[0], reference::batch_statistics(in[0]), in[1], in[2], settings.epsilon);
        },
        [&](const Variables& in) { return batch_norm_training(in[0], in[1], in[2], mean, variance, settings); },
        inputs(shape));
  }
}

TEST(BatchNorm, EvaluationGradients) {
  for (const Shape& shape : shapes) {
    Random random(72);
    const Tensor mean = normal_tensor(random, {shape[1]}), variance = uniform_tensor(random, {shape[1]}, 0.3, 3);
    const reference::BatchStatistics<std::complex<double>> running{cast<std::complex<double>>(mean),
                                                                   cast<std::complex<double>>(variance)};
    expect_exact([&](const Inputs& in) { return reference::batch_norm(in[0], running, in[1], in[2], 1e-5); },
                 [&](const Variables& in) { return batch_norm_evaluation(in[0], in[1], in[2], mean, variance); },
                 inputs(shape));
  }
}

TEST(BatchNorm, RunningStatistics) {
  // One channel, numbers 1, 2, 3, 6: mean 3, sum of squares 14, variance 14/4 to normalise, 14/3 to remember.
  Tape tape;
  const Variable x = tape.leaf(Tensor::from({2, 1, 1, 2}, {1, 2, 3, 6}));
  const Variable one = tape.leaf(Tensor::full({1}, 1)), zero = tape.leaf(Tensor({1}));
  Tensor mean = Tensor::full({1}, 10), variance = Tensor::full({1}, 1);
  const Tensor& y = batch_norm_training(x, one, zero, mean, variance).value();
  EXPECT_FLOAT_EQ(y[0], static_cast<float>(-2 / std::sqrt(3.5 + 1e-5)));
  EXPECT_FLOAT_EQ(y[3], static_cast<float>(3 / std::sqrt(3.5 + 1e-5)));
  EXPECT_FLOAT_EQ(mean[0], 9.3f);
  EXPECT_FLOAT_EQ(variance[0], static_cast<float>(0.9 + 0.1 * 14 / 3));
  batch_norm_evaluation(x, one, zero, mean, variance);
  EXPECT_FLOAT_EQ(mean[0], 9.3f) << "evaluation must not move the running statistics";
}

TEST(BatchNorm, AConstantChannelGivesTheBias) {
  Tape tape;
  const Variable x = tape.leaf(Tensor::full({3, 1, 2, 2}, 1e4f));
  const Variable weight = tape.leaf(Tensor::full({1}, 2)), bias = tape.leaf(Tensor::full({1}, 0.5f));
  Tensor mean({1}), variance({1});
  const Variable y = batch_norm_training(x, weight, bias, mean, variance);
  for (float value : y.value()) EXPECT_EQ(value, 0.5f);
  tape.backward(y, Tensor::full(y.shape(), 1));
  for (float value : x.gradient()) EXPECT_EQ(value, 0);
}

TEST(BatchNorm, KeepsPrecisionFarFromZero) {
  // Mean 1000, deviation 0.01: the square of the mean must not enter.
  Random random(73);
  Tensor x = normal_tensor(random, {500, 1});
  for (float& value : x) value = 1000 + 0.01f * value;
  Tape tape;
  Tensor mean({1}), variance({1});
  const Tensor& y = batch_norm_training(tape.leaf(x), tape.leaf(Tensor::full({1}, 1)), tape.leaf(Tensor({1})), mean,
                                        variance, {0.0, 0.1})
                        .value();
  double sum = 0, square = 0;
  for (float value : y) sum += value, square += static_cast<double>(value) * value;
  EXPECT_NEAR(sum / 500, 0, 1e-6);
  EXPECT_NEAR(square / 500, 1, 1e-6);
}

TEST(BatchNorm, Errors) {
  Tape tape;
  const Variable x = tape.leaf(Tensor({1, 3, 1, 1})), three = tape.leaf(Tensor({3})), two = tape.leaf(Tensor({2}));
  Tensor mean({3}), variance({3}), wrong({4});
  expect_error([&] { batch_norm_training(x, three, three, mean, variance); },
               "[1, 3, 1, 1]: a channel needs more than one number");
  expect_error([&] { batch_norm_evaluation(x, two, three, mean, variance); }, "weight of a batch norm has shape [2]");
  expect_error([&] { batch_norm_evaluation(x, three, two, mean, variance); }, "bias");
  expect_error([&] { batch_norm_evaluation(x, three, three, wrong, variance); }, "running mean");
  expect_error([&] { batch_norm_evaluation(x, three, three, mean, wrong); }, "running variance");
  expect_error([&] { batch_norm_evaluation(three, three, three, mean, variance); }, "expected [N, F, ...]");
  EXPECT_NO_THROW(batch_norm_evaluation(x, three, three, mean, variance));  // one number is enough here
}

TEST(BatchNorm, AnyNumberOfThreadsGivesTheSameBits) {
  Random random(74);
  const std::vector<Tensor> in = {normal_tensor(random, {33, 20, 13, 11}), normal_tensor(random, {20}),
                                  normal_tensor(random, {20})};
  expect_same_for_any_thread_count(
      [](Tape&, const Variables& in) {
        Tensor mean({20}), variance({20});
        return batch_norm_training(in[0], in[1], in[2], mean, variance);
      },
      in);
}

}  // namespace
}  // namespace lgn
