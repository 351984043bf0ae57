// Problems of other systems: turned noise images and the two-body problem, small.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <numbers>

#include "experiments/planted-group/actions.h"
#include "experiments/planted-group/flow_symmetry_training.h"
#include "experiments/planted-group/image_rotation.h"
#include "experiments/planted-group/rotation_problem.h"
#include "tensor/io/file.h"
#include "tensor/io/json.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/matrix_exponential.h"
#include "tensor/threads.h"
#include "tests/support.h"

namespace lgn {
namespace {

constexpr double pi = std::numbers::pi;

TensorD scaled(const TensorD& a, double factor) {
  TensorD result = a.clone();
  for (double& x : result) x *= factor;
  return result;
}

// --- the rotation generator

TEST(RotationProblem, AQuarterTurnNeedsNoInterpolation) {
  Random random(1);
  const TensorD turn = planted_action("quarter_turn", 5, random).A;
  EXPECT_LT(test::largest_difference(bilinear_rotation(5, pi / 2), turn), 1e-12);
  EXPECT_LT(test::largest_difference(bilinear_rotation(5, -pi / 2), transpose(turn)), 1e-12);
  EXPECT_LT(test::largest_difference(bilinear_rotation(4, 0), identity(16)), 1e-12);
}

TEST(RotationProblem, BilinearTurningBeginsAsCentralDifferences) {
  const double h = 1e-6;
  const TensorD ahead = bilinear_rotation(6, h), back = bilinear_rotation(6, -h);
  TensorD slope = ahead.clone();
  for (Index i = 0; i < slope.count(); ++i) slope[i] = (ahead[i] - back[i]) / (2 * h);
  EXPECT_LT(test::largest_difference(slope, rotation_generator(6, Derivative::central)), 1e-5);
}

TEST(RotationProblem, GeneratorsAreSkewSymmetricAndDiffer) {
  const TensorD whittaker = rotation_generator(7, Derivative::whittaker);
  const TensorD central = rotation_generator(7, Derivative::central);
  EXPECT_LT(test::largest_difference(whittaker, scaled(transpose(whittaker), -1)), 1e-12);
  EXPECT_LT(test::largest_difference(central, scaled(transpose(central), -1)), 1e-12);
  EXPECT_NEAR(generator_cosine(whittaker, central), 0.890, 5e-4);  // the table says so
  EXPECT_NEAR(generator_cosine(rotation_generator(20, Derivative::whittaker),
                            rotation_generator(20, Derivative::central)),
              0.828, 5e-4);
}

TEST(RotationProblem, AnExactTurnGivesItsGeneratorAway) {
  RotationSettings s;
  s.side = 5;
  s.pairs = 200;
  s.turning = Turning::exact;
  const RotationResult result = recover_rotation(s);
  const TensorD truth = rotation_generator(5, Derivative::whittaker);
  EXPECT_LT(test::largest_difference(result.generator, truth), 1e-6);
  EXPECT_GT(generator_cosine(result.generator, truth), generator_cosine(result.regression, truth) + 0.05);
}

TEST(RotationProblem, PublishedRegressionIsReproducedAndBeaten) {
  RotationSettings s;  // 7x7, all by pi/10
  s.pairs = 2000;
  const RotationResult result = recover_rotation(s);
  const TensorD truth = rotation_generator(7, Derivative::whittaker);
  EXPECT_NEAR(generator_cosine(result.regression, truth), 0.278, 2e-3);
  EXPECT_GT(generator_cosine(result.generator, truth), 0.75);
  s.several_angles = true;
  EXPECT_GT(generator_cosine(recover_rotation(s).generator, truth), 0.9);
}

TEST(RotationProblem, FewPairsLeaveTheRestAlone) {
  RotationSettings s;
  s.side = 4;
  s.pairs = 5;
  s.angle = pi / 60;
  const RotationResult result = recover_rotation(s);
  const double cosine = generator_cosine(result.generator, rotation_generator(4, Derivative::central));
  EXPECT_GT(cosine, 0.1);
  EXPECT_LT(cosine, 0.9);
}

TEST(RotationProblem, TheLieFormTrainsOnTurnsThatDoNotWrap) {
  RotationSettings s;
  s.side = 3;
  s.pairs = 100;
  s.turning = Turning::exact;
  EXPECT_GT(generator_cosine(train_rotation(s, 400), rotation_generator(3, Derivative::whittaker)), 0.99);
}

TEST(RotationProblem, ResultDoesNotDependOnThreads) {
  RotationSettings s;
  s.pairs = 600;
  const int threads = thread_count();
  set_thread_count(1);
  const TensorD one = recover_rotation(s).generator;
  set_thread_count(3);
  const TensorD three = recover_rotation(s).generator;
  set_thread_count(threads);
  EXPECT_EQ(test::largest_difference(one, three), 0);
}

// --- the two-body problem

FlowPairs few_orbits() {
  OrbitSettings settings;
  settings.trajectories = 40;
  Random random(3, Stream::data);
  return draw_orbits(settings, random);
}

TEST(TwoBodyProblem, OrbitsConserveEnergyAndAngularMomentum) {
  const FlowPairs pairs = few_orbits();
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
  const FlowPairs pairs = few_orbits();
  const FlowMap flow(pairs, 4);
  EXPECT_EQ(flow.span().shape(), (Shape{8, 4}));
  EXPECT_LT(flow.relative_error(pairs), 0.01);
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
  const FlowPairs pairs = few_orbits();
  const FlowMap flow(pairs, 4);
  const FlowSymmetry found = find_symmetry(flow, pairs.before, identity(64));
  const TensorD truth = joint_turn(), P = matmul(flow.span(), transpose(flow.span()));
  EXPECT_NEAR(std::abs(generator_cosine(found.generator, truth)), std::sqrt(0.5), 2e-3);
  EXPECT_GT(std::abs(generator_cosine(found.generator, matmul(truth, P))), 0.998);
  EXPECT_GT(found.next, 20 * found.failure);
  const TensorD time = linear_time_evolution(pairs);
  EXPECT_LT(std::abs(generator_cosine(time, matmul(truth, P))), 0.6);  // ellipses tell the two apart
  EXPECT_GT(finite_failure(flow, pairs.before, matrix_exponential(scaled(time, 4))),
            5 * finite_failure(flow, pairs.before, matrix_exponential(scaled(truth, 0.5))));
  test::expect_error([&] { find_symmetry(flow, pairs.before, TensorD({4, 16})); }, {"[4, 16]", "64"});
}

TEST(TwoBodyProblem, GradientOfTheFailureAgreesWithDifferences) {
  const FlowPairs pairs = few_orbits();
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

TEST(TwoBodyProblem, ProgramWritesItsNumbersAndPictureOnce) {
  const char* programs = std::getenv("LGN_PROGRAMS");
  if (!programs) GTEST_SKIP() << "LGN_PROGRAMS names no folder";
  const test::TemporaryFolder folder;
  const test::CommandResult run = test::run_command(
      concat(programs, "/planted-group --problem two-body --quick --seeds 1 --out ", folder.path("run")));
  ASSERT_EQ(run.status, 0) << run.output;
  EXPECT_NE(run.output.find("0.9998"), std::string::npos);  // theirs
  const Json summary = parse_json(read_file(folder.path("run/summary.json")), "summary");
  EXPECT_NEAR(summary.at("cosine_two_body").as_double(), std::sqrt(0.5), 1e-4);
  EXPECT_GT(summary.at("cosine_two_body_in_span").as_double(), 0.9999);
  EXPECT_GT(summary.at("cosine_two_body_masked").as_double(), 0.9999);
  EXPECT_GT(summary.at("trained_two_body_in_span").as_double(), 0.99);
  EXPECT_LT(100 * summary.at("failure_two_body").as_double(),
            summary.at("failure_two_body_time").as_double());
  EXPECT_FALSE(summary.find("cosine_rotation_7"));
  EXPECT_TRUE(file_exists(folder.path("run/two-body.png")));
  // Taken up again, it is not worked out again: a number that was changed stays so.
  const std::string saved = folder.path("run/cases/two-body-quick-seeds-1-from-1.json");
  Json changed = parse_json(read_file(saved), saved), numbers = changed.at("summary");
  numbers.set("cosine_two_body", 0.25);
  changed.set("summary", numbers);
  write_file(saved, changed.pretty());
  const test::CommandResult again = test::run_command(concat(
      programs, "/planted-group --problem two-body --quick --seeds 1 --resume --out ", folder.path("run")));
  ASSERT_EQ(again.status, 0) << again.output;
  EXPECT_NE(again.output.find("0.9998"), std::string::npos);
  EXPECT_EQ(
      parse_json(read_file(folder.path("run/summary.json")), "summary").at("cosine_two_body").as_double(),
      0.25);
}

}  // namespace
}  // namespace lgn
