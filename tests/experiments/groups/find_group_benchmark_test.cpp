// What find-group is tried on: the planted group is one of the law, and the benchmark goes on where it ended.
#include <cmath>
#include <numeric>

#include "experiments/find-group/benchmark.h"
#include "experiments/find-group/unordered_fit.h"
#include "lgn/probe/finite_group.h"
#include "tensor/io/file.h"
#include "tests/support.h"
#include "tests/tensor/linalg_matrices.h"

namespace lgn {
namespace {

using testing_matrices::distance;

Images noise_images(Index count) {
  Random random(5);
  return {normal_tensor(random, {count, 1, 8, 8}), {}};
}

InputSettings small_patches() {
  InputSettings settings;
  settings.patches = 2000;
  settings.kernel = 4;
  return settings;
}

TEST(FindGroupBenchmark, GeneratorsHaveTheirOrderInTheirBasis) {
  const auto generators = [](const char* action, const char* secret) {
    return draw_law({"patches", action, "", secret}, noise_images(60), small_patches(), 1).generators;
  };
  const TensorD turn = generators("quarter turn", "basis").at(0), half = matmul(turn, turn);
  EXPECT_LT(distance(matmul(half, half), identity(16)), 1e-10);
  EXPECT_GT(distance(half, identity(16)), 1);
  EXPECT_GT(distance(turn, generators("quarter turn", "").at(0)), 1);
  EXPECT_EQ(generators("Klein", "").size(), 2u);
  EXPECT_TRUE(generators("none", "").empty());
  test::expect_error([&] { generators("fifth turn", ""); }, {"fifth turn"});
}

// A mirror applied with probability one half leaves equal means in places that it exchanges.
TEST(FindGroupBenchmark, TheShareIsActedOn) {
  Tensor ramp({60, 1, 4, 4});
  for (Index i = 0; i < ramp.count(); ++i) ramp[i] = static_cast<float>(i % 4);
  const Images images{ramp, {}};
  const auto first_minus_last = [&](double turned) {
    const TensorD rows = draw_law({"patches", "mirror", "", "", turned}, images, small_patches(), 2).input.vectors;
    double sum = 0;
    for (Index i = 0; i < rows.extent(0); ++i) sum += rows(i, 3) - rows(i, 0);
    return sum / static_cast<double>(rows.extent(0));
  };
  EXPECT_NEAR(first_minus_last(0), 3, 1e-12);
  EXPECT_NEAR(first_minus_last(1), 0, 0.3);
  EXPECT_NEAR(first_minus_last(0.5), 1.5, 0.3);
}

// A mixture's mean is that of the group's only where all elements are used alike.
TEST(FindGroupBenchmark, MixturesHaveTheirGroupUnlessTheirUseIsUnequal) {
  InputSettings settings = small_patches();
  settings.patches = 40'000;
  const auto mean_moved = [&](const char* kind) {
    const PlantedLaw law = draw_law({"mixture", "order 5", kind}, noise_images(60), settings, 3);
    const TensorD& rows = law.input.vectors;
    const TensorD mean = matmul(TensorD::full({1, rows.extent(0)}, 1 / static_cast<double>(rows.extent(0))), rows);
    return distance(matmul(mean, transpose(law.generators.at(0))), mean) / distance(mean, TensorD(mean.shape()));
  };
  for (const char* kind : {"", "uniform", "correlated"}) EXPECT_LT(mean_moved(kind), 0.05) << kind;
  for (const char* kind : {"unequal", "incomplete"}) EXPECT_GT(mean_moved(kind), 0.1) << kind;
  test::expect_error([&] { mean_moved("odd"); }, {"odd", "half-normal"});
}

// Correlations are those of the cycle, of which the shift by one moves the first law little, and its powers far.
TEST(FindGroupBenchmark, PermutationsThatKeepCorrelationsAloneAreNotCertified) {
  ProbeBenchmarkSettings settings;
  settings.probe.routes = {"coordinates"};
  settings.input.kernel = 4;
  settings.input.patches = 30'000;
  for (const char* base : {"uneven cycle", "unequal scales", "unequal factors"}) {
    const Json result = probe_planted({base, "none", ""}, noise_images(400), settings, 3);
    EXPECT_TRUE(result.at("proposed").as_bool()) << base;
    EXPECT_FALSE(result.at("certified").as_bool()) << base;
    EXPECT_EQ(result.at("whitened_only").as_bool(), base == std::string("unequal scales"));
  }
}

// Of the cycle's shift, named as one of signals, the half turn counts as well.
TEST(FindGroupBenchmark, KnownOperationsAreJudgedWithTheirPowers) {
  InputSettings settings = small_patches();
  settings.patches = 30'000;
  ProbeInput input = draw_law({"uneven cycle", "none", ""}, noise_images(60), settings, 3).input;
  input.geometry = {1, 1, 16};
  ProbeSettings no_routes;
  no_routes.routes.clear();
  const ProbeResult result = probe(input, no_routes);
  const auto shift = std::find_if(result.known.begin(), result.known.end(),
                                  [](const KnownVerdict& each) { return each.name == "cyclic shift"; });
  ASSERT_NE(shift, result.known.end());
  const LawJudge law(result.sample.training, result.sample.held_out, {});
  TensorD once({16, 16});
  for (Index j = 0; j < 16; ++j) once((j + 1) % 16, j) = 1;
  EXPECT_GT(shift->defect, 2 * law.distance(law.defect(in_whitened_coordinates(result.sample, once))));
  EXPECT_FALSE(shift->holds);
}

// With 60 vectors of 36 numbers a half has too few to be whitened.
TEST(FindGroupBenchmark, DataSetsThatFailAreCountedAndLeftOut) {
  ProbeBenchmarkSettings settings;
  settings.input.patches = 60;
  settings.laws = {"mixture"};
  settings.seeds = 1, settings.null_seeds = settings.repetitions = 0;
  const test::TemporaryFolder folder;
  Json summary;
  const std::string text = run_benchmark(settings, folder.path(), summary);
  EXPECT_EQ(summary.at("failed").as_double(), 9);
  EXPECT_TRUE(test::contains(text, "9 data sets failed"));
}

// Independent coordinates have symmetries wherever one looks; a matrix without an order is found among many too.
TEST(FindGroupBenchmark, AFitWithoutAnOrderIsMeasuredBesideTheProbe) {
  Random random(2);
  TensorD vectors({20'000, 5});
  for (double& x : vectors) x = random.normal() * random.normal();
  std::vector<Index> units(20'000);
  std::iota(units.begin(), units.end(), Index{0});
  const PreparedSample sample = prepare_sample(vectors, units, {});
  const UnorderedFit fit = fit_without_order(sample.training, 8, 1);
  EXPECT_GT(fit.agreement, 0.9);
  EXPECT_LT(std::abs(matrix_cosine(fit.A, identity(5))), 0.9);
  EXPECT_LT(distance(times_transposed(fit.A, fit.A), identity(5)), 1e-10);
  double least = 2;
  TensorD power = fit.A;
  for (Index n = 2; n <= 12; ++n) {
    power = matmul(power, fit.A);
    least = std::min(least, distance(power, identity(5)) / std::sqrt(10));
  }
  EXPECT_NEAR(fit.closure, least, 1e-12);

  ProbeBenchmarkSettings settings;
  settings.input = small_patches();
  EXPECT_FALSE(probe_planted({"iid", "none", ""}, noise_images(400), settings, 3).find("fit_cosine"));
  settings.baseline = true;
  const Json beside = probe_planted({"patches", "mirror", ""}, noise_images(400), settings, 3);
  for (const char* key : {"fit_agreement", "fit_closure", "fit_cosine"}) EXPECT_TRUE(beside.find(key)) << key;
}

// Cases that were made without the fit are made anew when it is asked for.
TEST(FindGroupBenchmark, TheFitIsAddedWhenABenchmarkIsGoneOnWith) {
  ProbeBenchmarkSettings settings;
  settings.input = small_patches();
  settings.probe.routes = {"coordinates"};
  settings.laws = {"mirror"};
  settings.seeds = 1, settings.null_seeds = settings.repetitions = 0;
  const test::TemporaryFolder folder;
  Json without, with;
  EXPECT_FALSE(test::contains(run_benchmark(settings, folder.path(), without), "fitted without an order"));
  settings.baseline = settings.resume = true;
  EXPECT_TRUE(test::contains(run_benchmark(settings, folder.path(), with), "fitted without an order"));
  EXPECT_FALSE(without.find("fit_found_patches_mirror"));
  EXPECT_LE(with.at("fit_found_patches_mirror").as_integer(), 1);
  EXPECT_GE(with.at("fit_closure_patches_mirror").as_double(), 0);
  EXPECT_EQ(with.at("found_patches_mirror").text(), without.at("found_patches_mirror").text());
}

TEST(FindGroupBenchmark, NoiseIsNotCertified) {
  ProbeBenchmarkSettings settings;
  settings.input = small_patches();
  const Json result = probe_planted({"pink noise", "none", ""}, noise_images(400), settings, 3);
  EXPECT_FALSE(result.at("certified").as_bool());
  EXPECT_FALSE(result.at("found").as_bool());
}

}  // namespace
}  // namespace lgn
