// Task dependence: PERMANOVA, identification, maps and distances against what is known; the study itself.
#include <cmath>

#include "experiments/task-dependence/dependence.h"
#include "experiments/task-dependence/scaling.h"
#include "tensor/io/file.h"
#include "tensor/io/json.h"
#include "tests/support.h"

namespace lgn {
namespace {

TensorD distances_on_a_line(const std::vector<double>& places) {
  const Index n = static_cast<Index>(places.size());
  TensorD distances({n, n});
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j)
      distances(i, j) = std::abs(places[static_cast<std::size_t>(i)] - places[static_cast<std::size_t>(j)]);
  return distances;
}

// On a line F is that of the analysis of variance: means 2 and 6, SS_between = 24, SS_within = 4, 6 things.
TEST(Permanova, FIsThatOfTheAnalysisOfVarianceOnALine) {
  EXPECT_NEAR(pseudo_f(distances_on_a_line({1, 2, 3, 5, 6, 7}), {0, 0, 0, 1, 1, 1}), 24 / (4. / 4), 1e-12);
  EXPECT_EQ(pseudo_f(distances_on_a_line({1, 1, 1, 1}), {0, 0, 1, 1}), 0);
  EXPECT_TRUE(std::isinf(pseudo_f(distances_on_a_line({1, 1, 2, 2}), {0, 0, 1, 1})));
  EXPECT_THROW(pseudo_f(distances_on_a_line({1, 2}), {0, 1}), Error);
}

// Two labels of three: of the 20 ways only this one and its mirror image reach the observed F.
TEST(Permanova, PValueCountsTheExchanges) {
  Random random(3);
  const Labels labels{{0, 0, 0, 1, 1, 1}, {0, 0, 0, 0, 0, 0}};
  EXPECT_NEAR(permanova_p_value(distances_on_a_line({1, 2, 3, 5, 6, 7}), labels, 4000, random), 0.1, 0.015);
}

// Labels that stand for blocks cannot be exchanged between them, so that a difference of blocks shows
// nothing.
TEST(Permanova, BlocksAreNotTakenForLabels) {
  Random random(4);
  const TensorD distances = distances_on_a_line({1.0, 1.3, 9.1, 1.1, 9.0, 9.2});
  const Labels blocked{{0, 0, 1, 0, 1, 1}, {0, 0, 1, 0, 1, 1}};
  EXPECT_EQ(permanova_p_value(distances, blocked, 99, random), 1);
}

TEST(Permanova, PValuesAreUniformUnderTheNull) {
  Random random(5);
  const Labels labels{{0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1},
                      {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1}};
  std::vector<double> p_values;
  for (int repetition = 0; repetition < 300; ++repetition) {
    std::vector<double> places;
    for (int i = 0; i < 16; ++i) places.push_back(random.normal());
    p_values.push_back(permanova_p_value(distances_on_a_line(places), labels, 99, random));
  }
  EXPECT_GT(uniformity_p_value(p_values), 0.01);
  for (double& p : p_values) p *= p;
  EXPECT_LT(uniformity_p_value(p_values), 1e-6);
}

// Kolmogorov's law: P(D > 1.358 / sqrt(n)) = 5 % for large n.
TEST(Permanova, UniformityHasKolmogorovsLaw) {
  std::vector<double> values;
  for (int i = 0; i < 10000; ++i) values.push_back((i + 0.5) / 10000 * (1 - 0.01346));
  EXPECT_NEAR(uniformity_p_value(values), 0.05, 0.003);
}

TEST(Identification, CountsNeighboursOfTheSameLabel) {
  Random random(6);
  const Labels labels{{0, 0, 1, 1}, {0, 0, 0, 0}};
  const Identification right = identify({0, 1, 2, 3}, {1, 0, 3, 2}, labels, 3000, random);
  EXPECT_EQ(right.rate, 1);
  EXPECT_NEAR(right.chance, 1. / 3, 0.03);  // of the three pairings one is right
  EXPECT_NEAR(right.p_value, 1. / 3, 0.03);
  EXPECT_EQ(identify({0, 1, 2, 3}, {2, 3, 0, 1}, labels, 19, random).rate, 0);
}

TEST(ClassicalScaling, RecoversPlaneDistances) {
  const double x[] = {0, 3, 3, 1}, y[] = {0, 0, 4, -2};
  TensorD distances({4, 4});
  for (Index i = 0; i < 4; ++i)
    for (Index j = 0; j < 4; ++j) distances(i, j) = std::hypot(x[i] - x[j], y[i] - y[j]);
  const TensorD points = classical_scaling(distances);
  for (Index i = 0; i < 4; ++i)
    for (Index j = 0; j < 4; ++j)
      EXPECT_NEAR(std::hypot(points(i, 0) - points(j, 0), points(i, 1) - points(j, 1)), distances(i, j),
                  1e-12);
}

Architecture small(Index channels) {
  Architecture a;
  a.channels = channels, a.height = a.width = 8, a.groups = 3, a.kernel = 4, a.layers = 2, a.pool = 2;
  return a;
}

TEST(GroupDistances, AreThoseOfTheMatrices) {
  Random random(7, Stream::initialization);
  const Network gray(small(1), random), colored(small(3), random);
  const TensorD a = compared_matrices(gray), b = compared_matrices(colored);
  EXPECT_EQ(b.shape(), (Shape{2, 3, 16, 16}));
  // Layer 1, group 2 of the coloured network shows channel (2 + 1) mod 3; the norm is sqrt(d) = 4.
  const Tensor A = colored.generator_matrices(1);
  EXPECT_NEAR(b(1, 2, 5, 6), 4 * A(2, 0, 5, 6), 1e-5);
  for (const DistanceKind kind : {DistanceKind::spectra, DistanceKind::cosine}) {
    const GroupDistances apart = group_distances(kind, {a, b, a}, 4);
    EXPECT_NEAR(apart.networks(0, 2), 0, 1e-6);
    EXPECT_GT(apart.networks(0, 1), 0.1);
    EXPECT_NEAR(apart.networks(0, 1), apart.networks(1, 0), 1e-12);
    EXPECT_EQ(apart.owner[7], 1);
    for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(apart.nearest[i], 2);
  }
}

// The cosine knows that A^3 generates the same group of four as A.
TEST(GroupDistances, CosineKnowsOtherGeneratorsOfTheSameGroup) {
  TensorD quarter({1, 1, 4, 4}), back({1, 1, 4, 4});
  for (Index i = 0; i < 4; ++i) quarter(0, 0, (i + 1) % 4, i) = back(0, 0, i, (i + 1) % 4) = 1;
  EXPECT_NEAR(cosine_distances({quarter, back}, 4).networks(0, 1), 0, 1e-6);
}

TEST(Dependence, FindsADifferenceAndNothingAtInitialisation) {
  Design design;
  std::vector<Architecture> architectures;
  std::vector<TensorD> networks;
  Random random(8, Stream::initialization);
  for (Index i = 0; i < 16; ++i) {
    design.data.push_back(i / 8);
    design.task.push_back(i / 4 % 2);
    architectures.push_back(small(i < 8 ? 1 : 3));
    TensorD matrices = compared_matrices(Network(architectures.back(), random));
    for (Index j = 0; i / 4 % 2 == 1 && j < matrices.count(); j += 17) matrices[j] += 2;  // on diagonals
    networks.push_back(matrices);
  }
  const DependenceTest test = test_dependence(spectral_distances(networks), design, 199, random);
  EXPECT_LT(test.task.p_value, 0.01);
  EXPECT_GT(test.task.identification.rate, 0.9);
  EXPECT_GT(test.data.p_value, 0.01);
  const DependenceNull null = dependence_null(DistanceKind::spectra, architectures, design, 40, 99, 1);
  EXPECT_GT(uniformity_p_value(null.p_data), 0.01);
  EXPECT_GT(uniformity_p_value(null.p_task), 0.01);
  EXPECT_NEAR(null.identify_task, 7. / 15, 0.05);
}

TEST(TaskDependenceProgram, RunsAndIsRedrawnFromItsRuns) {
  const test::TemporaryFolder folder;
  const char* programs = std::getenv("LGN_PROGRAMS");
  const std::string command =
      std::string(programs ? programs : "build") +
      "/task-dependence --quick --limit-train 64 --limit-test 16 --epochs 1 --seeds 2 "
      "--null-repetitions 1 --permutations 19 --layers 1 --pool 1 --out " +
      folder.path("study");
  const test::CommandResult first = test::run_command(command);
  ASSERT_EQ(first.status, 0) << first.output;
  const std::string summary_file = folder.path("study/summary.json"), before = read_file(summary_file);
  const Json summary = parse_json(before, summary_file);
  for (const char* key : {"p_data", "p_task", "identify_data", "identify_task", "identify_task_null"})
    EXPECT_NE(summary.find(key), nullptr) << key;
  for (const char* name : {"distances-spectra.png", "map-cosine.png", "null-p-values.png"})
    EXPECT_TRUE(file_exists(folder.path("study/") + name)) << name;
  ASSERT_EQ(test::run_command(command + " --resume").status, 0);
  EXPECT_EQ(read_file(summary_file), before);
}

}  // namespace
}  // namespace lgn
