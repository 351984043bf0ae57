// The symmetry of the two-body problem, small.
#include "experiments/continuous-group/two_body.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "experiments/continuous-group/flow_training.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/matrix_exponential.h"
#include "tests/support.h"

namespace lgn {
namespace {

TensorD scaled(const TensorD& a, double factor) {
  TensorD result = a.clone();
  for (double& x : result) x *= factor;
  return result;
}

MovedPairs few_orbits() {
  OrbitSettings settings;
  settings.trajectories = 40;
  Random random(3, Stream::data);
  return draw_orbits(settings, random);
}

TEST(TwoBodyProblem, OrbitsConserveEnergyAndAngularMomentum) {
  const MovedPairs pairs = few_orbits();
  const auto energy = [](const double* x) {
    return (x[2] * x[2] + x[3] * x[3]) / 2 - 0.25 / std::sqrt(x[0] * x[0] + x[1] * x[1]);
  };
  const auto turning = [](const double* x) { return x[0] * x[3] - x[1] * x[2]; };
  for (Index i = 0; i < pairs.before.extent(0); ++i) {
    const double *x = pairs.before.data() + i * 8, *y = pairs.after.data() + i * 8;
    ASSERT_NEAR(energy(x), energy(y), 1e-6);
    ASSERT_NEAR(turning(x), turning(y), 1e-6);
    ASSERT_GT(turning(x), 0);
    for (Index k = 0; k < 4; ++k) ASSERT_EQ(x[k], -x[4 + k]);
    for (Index k = 0; i % 50 && k < 8; ++k) ASSERT_EQ(x[k], pairs.after((i - 1), k));
  }
}

TEST(TwoBodyProblem, FlowMapAndItsJacobian) {
  const MovedPairs pairs = few_orbits();
  const FlowMap flow(pairs, 4);
  EXPECT_EQ(flow.span().shape(), (Shape{8, 4}));
  TensorD x({8}), g({8}), jacobian({8, 8}), above({8}), below({8});
  std::copy_n(pairs.before.data(), 8, x.data());
  flow.displacement(x.data(), g.data(), jacobian.data());
  const double h = 1e-5;
  for (Index b = 0; b < 8; ++b) {
    const double value = x[b];
    x[b] = value + h;
    flow.displacement(x.data(), above.data());
    x[b] = value - h;
    flow.displacement(x.data(), below.data());
    x[b] = value;
    for (Index a = 0; a < 8; ++a) EXPECT_NEAR(jacobian(a, b), (above[a] - below[a]) / (2 * h), 1e-8);
  }
}

TEST(TwoBodyProblem, TheTurnIsFoundUpToWhatTheDataShow) {
  const MovedPairs pairs = few_orbits();
  const FlowMap flow(pairs, 4);
  const FlowSymmetry found = find_symmetry(flow, pairs.before, identity(64));
  const TensorD truth = joint_turn(), P = matmul(flow.span(), transpose(flow.span()));
  EXPECT_NEAR(std::abs(frobenius_cosine(found.generator, truth)), std::sqrt(0.5), 2e-3);
  EXPECT_GT(std::abs(frobenius_cosine(found.generator, matmul(truth, P))), 0.998);
  EXPECT_GT(found.next, 20 * found.failure);
  const TensorD time = linear_time_evolution(pairs);
  EXPECT_LT(std::abs(frobenius_cosine(time, matmul(truth, P))), 0.6);  // ellipses tell the two apart
  EXPECT_GT(finite_failure(flow, pairs.before, matrix_exponential(scaled(time, 4))),
            5 * finite_failure(flow, pairs.before, matrix_exponential(scaled(truth, 0.5))));
  test::expect_error([&] { find_symmetry(flow, pairs.before, TensorD({4, 16})); }, {"[4, 16]", "64"});
}

TEST(TwoBodyProblem, GradientOfTheFailureAgreesWithDifferences) {
  const MovedPairs pairs = few_orbits();
  const FlowMap flow(pairs, 3);
  const TensorD states = pairs.before.slice(0, 20);
  Random random(5);
  Tensor E = normal_tensor(random, {8, 8});
  for (Index i = 0; i < 64; ++i) E[i] = 0.1f * E[i] + (i % 9 == 0);
  Tape tape;
  const Variable leaf = tape.leaf(E);
  const Variable failure = finite_failure(flow, states, leaf);
  tape.backward(failure, Tensor::full({1}, 3));
  EXPECT_NEAR(failure.value()[0], finite_failure(flow, states, cast<double>(E)), 1e-6);
  TensorD shifted = cast<double>(E);
  const double h = 1e-5;
  for (Index i = 0; i < 64; ++i) {
    const double value = shifted[i];
    shifted[i] = value + h;
    const double above = finite_failure(flow, states, shifted);
    shifted[i] = value - h;
    const double below = finite_failure(flow, states, shifted);
    shifted[i] = value;
    EXPECT_NEAR(leaf.gradient()[i], 3 * (above - below) / (2 * h), 1e-5) << i;
  }
}

TEST(TwoBodyProblem, TheTurnIsRecoveredByAllRoutes) {
  const TwoBodyResult result = recover_two_body(1);
  std::map<std::string, double> scores(result.scores.begin(), result.scores.end());
  EXPECT_NEAR(scores["cosine_two_body"], std::sqrt(0.5), 1e-4);
  EXPECT_GT(scores["cosine_two_body_in_span"], 0.9999);
  EXPECT_GT(scores["cosine_two_body_masked"], 0.9999);
  EXPECT_GT(scores["trained_two_body_in_span"], 0.99);
  EXPECT_LT(100 * scores["failure_two_body"], scores["failure_two_body_time"]);
}

}  // namespace
}  // namespace lgn
