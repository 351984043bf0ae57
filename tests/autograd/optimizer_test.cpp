// Steps are held against PyTorch 1.13 on the same numbers.
#include "autograd/optimizer.h"

#include <cmath>

#include "tests/autograd/gradient_checks.h"

namespace lgn {
namespace {

void expect_values(const std::vector<Tensor>& tensors, const std::vector<double>& expected, double tolerance = 1e-6) {
  std::size_t place = 0;
  for (const Tensor& tensor : tensors) {
    for (float value : tensor) {
      ASSERT_LT(place, expected.size());
      EXPECT_NEAR(value, expected[place], tolerance * std::abs(expected[place])) << "number " << place;
      ++place;
    }
  }
  EXPECT_EQ(place, expected.size());
}

struct Gradients {
  std::vector<float> x, y;
};
const std::vector<Gradients> steps = {{{0.1f, -2.0f, 0.0f, 1e-9f}, {4.0f}},
                                      {{-0.3f, -2.5f, 1.0f, 1e-9f}, {0.0f}},
                                      {{0.2f, 1.0f, -1.0f, -3e-9f}, {-1e3f}}};

TEST(Adam, StepsAsInPyTorch) {
  const Tensor x = Tensor::from({2, 2}, {0.5f, -1.25f, 2.0f, 0.0f}), y = Tensor::from({1}, {3.0f});
  const std::vector<std::vector<double>> expected = {{0.49000001, -1.24000001, 2, -0.000909090915, 2.99000001},
                                                     {0.49494192, -1.2300036, 1.9925586, -0.00181818183, 2.98329949},
                                                     {0.494754046, -1.22453403, 1.9930104, -0.00141869148, 2.98966694}};
  Adam adam;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    adam.step({{x, Tensor::from({2, 2}, steps[i].x)}, {y, Tensor::from({1}, steps[i].y)}}, 1e-2);
    expect_values({x, y}, expected[i]);
  }
}

TEST(Adam, StateAsInPyTorch) {
  Adam adam;
  const Tensor x({4});
  for (const Gradients& step : steps) adam.step({{x, Tensor::from({4}, step.x)}}, 1e-2);
  EXPECT_EQ(adam.state().steps, 3);
  expect_values(adam.state().m, {0.00109999918, -0.287, -0.0100000054, -1.29000019e-10});
  expect_values(adam.state().v, {0.00013989002, 0.0112357549, 0.00199900009, 1.09970019e-20});
}

TEST(Adam, GoesOnFromItsState) {
  const auto gradient = [](std::size_t i) { return Tensor::from({4}, steps[i].x); };
  Adam through;
  const Tensor x = Tensor::full({4}, 1);
  for (std::size_t i = 0; i < 3; ++i) through.step({{x, gradient(i)}}, 1e-2);

  Adam first, second;
  const Tensor y = Tensor::full({4}, 1);
  first.step({{y, gradient(0)}}, 1e-2);
  first.step({{y, gradient(1)}}, 1e-2);
  second.set_state({{first.state().m[0].clone()}, {first.state().v[0].clone()}, first.state().steps});
  second.step({{y, gradient(2)}}, 1e-2);
  EXPECT_TRUE(std::equal(x.begin(), x.end(), y.begin()));
}

TEST(Adam, Errors) {
  Adam adam;
  expect_error([&] { adam.step({{Tensor({2, 3}), Tensor({3, 2})}}, 1); }, "gradient of a parameter has shape [3, 2]");
  adam.step({{Tensor({2}), Tensor({2})}}, 1);
  expect_error([&] { adam.step({{Tensor({3}), Tensor({3})}}, 1); }, "first moment has shape [2]; expected [3]");
  expect_error(
      [&] {
        adam.step({{Tensor({2}), Tensor({2})}, {Tensor({2}), Tensor({2})}}, 1);
      },
      "belongs to 1 tensors; there are 2");
  EXPECT_EQ(adam.state().steps, 1) << "a refused step must not count";
}

void check_descent(double momentum, const std::vector<std::vector<double>>& expected) {
  GradientDescent descent(momentum);
  const Tensor x = Tensor::from({2}, {0.5f, -1.25f});
  const std::vector<std::vector<float>> gradients = {{1, -2}, {0.5f, 0}, {-1, 3}};
  for (std::size_t i = 0; i < 3; ++i) {
    descent.step({{x, Tensor::from({2}, gradients[i])}}, 0.1);
    expect_values({x}, expected[i]);
  }
}

TEST(GradientDescent, StepsAsInPyTorch) {
  check_descent(0, {{0.400000006, -1.04999995}, {0.349999994, -1.04999995}, {0.449999988, -1.3499999}});
  check_descent(0.9, {{0.400000006, -1.04999995}, {0.26000002, -0.869999945}, {0.234000027, -1.00800002}});
}

TEST(Clipping, AsInPyTorch) {
  const auto gradients = [] { return std::vector<Tensor>{Tensor::from({2}, {3, 4}), Tensor::from({3}, {0, 12, -84})}; };
  const auto clipped = gradients();
  EXPECT_DOUBLE_EQ(clip_gradient_norm(clipped, 2), 85);  // 3, 4, 12, 84: the norm of them all together
  expect_values(clipped, {0.0705882385, 0.0941176489, 0, 0.282352954, -1.97647059}, 1e-7);
  const auto small = gradients();
  EXPECT_DOUBLE_EQ(clip_gradient_norm(small, 100), 85);
  expect_values(small, {3, 4, 0, 12, -84}, 0);
}

TEST(Clipping, AccumulatesInDouble) {
  const Tensor ones = Tensor::full({(1 << 24) + 9}, 1), gradient = ones.clone();
  EXPECT_DOUBLE_EQ(clip_gradient_norm({gradient}, 1e9), std::sqrt((1 << 24) + 9.0));
}

TEST(Clipping, NotANumberAndErrors) {
  const Tensor gradient = Tensor::from({2}, {NAN, 1});
  EXPECT_TRUE(std::isnan(clip_gradient_norm({gradient}, 1)));
  EXPECT_EQ(gradient[1], 1);
  expect_error([&] { clip_gradient_norm({gradient}, 0); }, "a norm of 0");
  EXPECT_EQ(clip_gradient_norm({}, 1), 0);
}

std::vector<double> rates(const StepSchedule& schedule, Index epochs) {
  std::vector<double> all;
  for (Index epoch = 1; epoch <= epochs; ++epoch) all.push_back(schedule.learning_rate(epoch, epochs));
  return all;
}

TEST(StepSchedule, HalvesAtTheCuts) {
  const StepSchedule schedule;
  EXPECT_EQ(rates(schedule, 1), std::vector<double>({1e-2}));
  EXPECT_EQ(rates(schedule, 2), std::vector<double>({1e-2, 1.25e-3}));  // all three after epoch 1
  EXPECT_EQ(rates(schedule, 4), std::vector<double>({1e-2, 1e-2, 5e-3, 1.25e-3}));
  EXPECT_EQ(rates(schedule, 10),
            std::vector<double>({1e-2, 1e-2, 1e-2, 1e-2, 1e-2, 5e-3, 5e-3, 2.5e-3, 1.25e-3, 1.25e-3}));
  const auto hundred = rates(schedule, 100);
  EXPECT_EQ(hundred[49], 1e-2);
  EXPECT_EQ(hundred[50], 5e-3);
  EXPECT_EQ(hundred[74], 5e-3);
  EXPECT_EQ(hundred[75], 2.5e-3);
  EXPECT_EQ(hundred[86], 2.5e-3);  // after epoch 87 = floor(87.5)
  EXPECT_EQ(hundred[87], 1.25e-3);
}

TEST(StepSchedule, OtherCutsAndFactors) {
  // The predecessor's: a third after one third and two thirds. And products that double rounds down.
  const StepSchedule thirds{1e-2, 1.0 / 3, {1.0 / 3, 2.0 / 3}};
  EXPECT_EQ(rates(thirds, 3), std::vector<double>({1e-2, 1e-2 * (1.0 / 3), 1e-2 * (1.0 / 3) * (1.0 / 3)}));
  const StepSchedule rounded{1, 0.5, {0.29}};
  EXPECT_EQ(rounded.learning_rate(29, 100), 1);
  EXPECT_EQ(rounded.learning_rate(30, 100), 0.5);
  const StepSchedule never{1, 0.5, {}};
  EXPECT_EQ(never.learning_rate(9, 9), 1);
  expect_error([&] { never.learning_rate(0, 9); }, "no epoch 0");
  expect_error([&] { never.learning_rate(10, 9); }, "no epoch 10 in a run of 9");
}

}  // namespace
}  // namespace lgn
