// Continuous groups: generators from pairs whose amounts are not told, groups of point clouds, and refusals.
#include <cmath>
#include <numbers>

#include "experiments/continuous-group/flow_training.h"
#include "experiments/continuous-group/image_flow.h"
#include "experiments/continuous-group/point_clouds.h"
#include "tensor/io/file.h"
#include "tensor/io/json.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tests/experiments/program_runs.h"

namespace lgn {
namespace {

constexpr double pi = std::numbers::pi;

TEST(ImageFlow, BilinearMovementBeginsAsItsGenerator) {
  for (const Movement movement : {Movement::rotation, Movement::scaling, Movement::shift}) {
    const TensorD L = movement_generator(movement, 5, PixelDerivative::central);
    TensorD unit({25}), ahead({25}), back({25}), slope({25, 25});
    const double h = 1e-6;
    for (Index j = 0; j < 25; ++j) {
      unit[j] = 1;
      move_image(movement, unit.data(), 5, h, ahead.data());
      move_image(movement, unit.data(), 5, -h, back.data());
      for (Index i = 0; i < 25; ++i) slope(i, j) = (ahead[i] - back[i]) / (2 * h);
      unit[j] = 0;
    }
    // Scaling keeps norms only with the divergence's half, which the generator holds and resampling does not.
    if (movement == Movement::scaling)
      EXPECT_GT(frobenius_cosine(slope, L), 0.9);
    else
      EXPECT_LT(test::largest_difference(slope, L), 1e-5);
    for (Index i = 0; i < 25; ++i)
      for (Index j = 0; j < i; ++j) EXPECT_NEAR(L(i, j), -L(j, i), 1e-12);
  }
}

TEST(ImageFlow, GeneratorsOfTheTwoDerivativesDiffer) {
  const auto cosine = [](Index side) {
    return frobenius_cosine(movement_generator(Movement::rotation, side, PixelDerivative::whittaker),
                            movement_generator(Movement::rotation, side, PixelDerivative::central));
  };
  EXPECT_NEAR(cosine(7), 0.890, 5e-4);
  EXPECT_NEAR(cosine(20), 0.828, 5e-4);
}

TEST(FlowGenerator, IsFoundThoughNoAngleIsTold) {
  Random random(1);
  ImageFlow flow;
  flow.side = 5, flow.both_ways = true;
  const MovedPairs pairs = draw_moved_images(flow, 6000, random), held_out = draw_moved_images(flow, 2000, random);
  const GeneratorEstimate found = recover_generator(pairs);
  EXPECT_GT(
      std::abs(frobenius_cosine(found.generator, movement_generator(flow.movement, 5, PixelDerivative::whittaker))),
      0.999);
  const FlowVerdict verdict = judge_flow(found, held_out);
  EXPECT_TRUE(verdict.claimed) << verdict.upper << " " << verdict.gap;
  EXPECT_LT(verdict.defect, 0.01);
  const MovedPairs few{pairs.before.slice(0, 100), pairs.after.slice(0, 100)};
  test::expect_error([&] { recover_generator(few); }, {"100 pairs", "200"});
}

TEST(FlowGenerator, NothingIsClaimedWithoutAOneParameterGroup) {
  for (const NoFlow kind :
       {NoFlow::unrelated, NoFlow::own_generator, NoFlow::two_generators, NoFlow::one_map, NoFlow::one_amount}) {
    Random random(2);
    const MovedPairs pairs = draw_without_flow(kind, 5, 8000, random);
    const FlowVerdict verdict = judge_flow(recover_generator({pairs.before.slice(0, 6000), pairs.after.slice(0, 6000)}),
                                           {pairs.before.slice(6000, 2000), pairs.after.slice(6000, 2000)});
    EXPECT_FALSE(verdict.claimed) << static_cast<int>(kind);
  }
}

TEST(RotationFlow, MovesAsTheExponentialAndTellsHowFar) {
  Random random(3);
  const TensorD L = movement_generator(Movement::rotation, 4, PixelDerivative::whittaker);
  const RotationFlow flow(L);
  TensorD x({50, 16});
  std::vector<double> amounts;
  for (double& entry : x) entry = random.normal();
  for (int i = 0; i < 50; ++i) amounts.push_back(random.uniform(-0.3, 0.3));
  const TensorD y = flow.move(x, amounts);
  const std::vector<double> found = flow.amounts(x, y, 0.5);
  for (std::size_t i = 0; i < 50; ++i) EXPECT_NEAR(found[i], amounts[i], 2e-3);
}

// One plane turned by -1.5 agrees the better the nearer to it, so that the best of (-1, 1) is at the left end.
TEST(RotationFlow, AnAmountBeyondTheReachIsAtTheEndNearerToIt) {
  const RotationFlow flow(TensorD::from({2, 2}, {0, -1, 1, 0}));
  const TensorD x = TensorD::from({1, 2}, {1, 0});
  for (const double amount : {-1.5, 1.5})
    EXPECT_NEAR(flow.amounts(x, flow.move(x, {amount}), 1)[0], std::copysign(1, amount), 0.1);
}

TEST(FlowTraining, GradientOfTheLeastErrorAgreesWithDifferences) {
  Random random(4);
  ImageFlow flow;
  flow.side = 2;
  const MovedPairs pairs = draw_moved_images(flow, 40, random);
  Tensor E = normal_tensor(random, {3, 4, 4});
  Tape tape;
  const Variable leaf = tape.leaf(E);
  tape.backward(least_flow_error(pairs, leaf), Tensor::full({1}, 3));
  const auto value = [&](Index i, float h) {
    Tensor moved = E.clone();
    moved[i] += h;
    Tape other;
    return static_cast<double>(least_flow_error(pairs, other.constant(moved)).value()[0]);
  };
  for (Index i = 0; i < E.count(); ++i)
    EXPECT_NEAR(leaf.gradient()[i], 3 * (value(i, 1e-3f) - value(i, -1e-3f)) / 2e-3, 2e-2) << i;
}

TEST(FlowTraining, FindsTheGeneratorFromARandomStart) {
  Random random(5);
  ImageFlow flow;
  flow.side = 3;
  const TensorD truth = movement_generator(flow.movement, 3, PixelDerivative::whittaker);
  const MovedPairs pairs = draw_moved_images(flow, 2000, random);
  for (const bool learned : {false, true}) {
    FlowTraining training;
    training.steps = 150, training.learned_amounts = learned;
    EXPECT_GT(std::abs(frobenius_cosine(train_generator(pairs, training), truth)), 0.99);
  }
}

TEST(PointClouds, FiniteGroupsAreFoundExactly) {
  for (const auto& [name, order] : {std::pair{"C4", 4}, {"tetrahedral", 12}, {"octahedral", 24}, {"icosahedral", 60}}) {
    Random random(6);
    const CloudCopies data = draw_copies(name, 3000, 0.005, random);
    ASSERT_EQ(static_cast<int>(data.elements.size()), order) << name;
    const CloudGroup group = group_of_clouds(data.copies);
    ASSERT_EQ(group.kind, CloudGroup::Kind::finite) << name;
    EXPECT_LT(group_wasserstein(group.elements, data.elements), 1e-3) << name;
    double closed = 10;
    for (const TensorD& c : group.elements)
      closed = std::min(closed, test::largest_difference(matmul(group.elements[1], group.elements[2]), c));
    EXPECT_LT(closed, 1e-9) << name;
  }
}

TEST(PointClouds, OneParameterIsToldFromAllRotationsAndFromNoGroup) {
  Random random(7);
  const CloudCopies circle = draw_copies("SO2", 2000, 0.005, random);
  const CloudGroup found = group_of_clouds(circle.copies);
  ASSERT_EQ(found.kind, CloudGroup::Kind::one_parameter);
  EXPECT_LT(group_wasserstein(found_elements(found), circle.elements), 0.01);
  for (const char* name : {"SO3", "unrelated"})
    EXPECT_EQ(group_of_clouds(draw_copies(name, 2000, 0.005, random).copies).kind, CloudGroup::Kind::none) << name;
  test::expect_error([] { MovingFrame(TensorD({4, 3})); }, {"symmetric"});
}

TEST(PointClouds, WassersteinDistanceIsTransport) {
  EXPECT_NEAR(group_wasserstein(turns_of_order(4), turns_of_order(4)), 0, 1e-12);
  EXPECT_NEAR(group_wasserstein(turns_of_order(1), turns_of_order(2)), std::sqrt(2.0), 1e-12);  // half stays
  // Each element of C2 serves two of C4, one of them a quarter turn away: |R(pi/2) - I| = 2.
  EXPECT_NEAR(group_wasserstein(turns_of_order(2), turns_of_order(4)), 1, 1e-12);
  Random random(8);
  const std::vector<TensorD> T = cloud_group_elements("tetrahedral", random);
  std::vector<TensorD> turned;
  for (const TensorD& g : T) turned.push_back(matmul(T[3], g));
  EXPECT_NEAR(group_wasserstein(turned, T), 0, 1e-9);  // a group, in another order
}

TEST(AngleFunction, OrderIsReadFromItsFrequencies) {
  Random random(9);
  TensorD points({20'000, 2});
  std::vector<double> seventh, angle, radius;
  for (double& x : points) x = random.normal();
  for (Index i = 0; i < 20'000; ++i) {
    angle.push_back(std::atan2(points(i, 1), points(i, 0)) + pi);
    seventh.push_back(std::fmod(angle.back(), 2 * pi / 7));
    radius.push_back(std::hypot(points(i, 0), points(i, 1)));
  }
  EXPECT_EQ(order_of_angle_function(points, seventh), 7);
  EXPECT_EQ(order_of_angle_function(points, angle), 1);
  EXPECT_EQ(order_of_angle_function(points, radius), 0);
}

class ContinuousGroup : public test::ProgramRuns {};

TEST_F(ContinuousGroup, ProgramWritesItsTablesAndPicture) {
  const std::string out = file("run");
  const std::string flags = "--quick --seeds 1 --pairs 6000 --copies 2000 --noise 0.005 --out " + out;
  output_of("continuous-group", flags);
  const Json summary = parse_json(read_file(out + "/summary.json"), "summary.json");
  EXPECT_EQ(summary.at("recovered_rotation_7").as_double(), 1);
  EXPECT_EQ(summary.at("false_claims").as_double(), 0);
  EXPECT_LT(summary.at("w1_tetrahedral").as_double(), 5e-3);
  EXPECT_NEAR(summary.at("cosine_two_body").as_double(), std::sqrt(0.5), 1e-4);
  EXPECT_TRUE(file_exists(out + "/two-body.png"));
  EXPECT_EQ(summary.at("w1_C7").as_double(), 0);
  EXPECT_TRUE(file_exists(out + "/generators.png"));
  const std::string table = read_file(out + "/table.txt");
  EXPECT_NE(table.find("LieGAN 1.07"), std::string::npos);
  EXPECT_EQ(run("continuous-group", flags + " --continue").output, table);  // not run again
  expect_refused("continuous-group", flags + " --continue --pairs 7000", {"made with --pairs 6000, not 7000"});
}

}  // namespace
}  // namespace lgn
