// learned-actions and rotation-median: fits against their closed form, and tiny runs of both programs.
#include <cmath>
#include <filesystem>

#include "experiments/learned-actions/operator_fit.h"
#include "experiments/rotation-median/fits.h"
#include "experiments/rotation-median/matches.h"
#include "lgn/parameters.h"
#include "lgn/probe/patch_operators.h"
#include "tensor/linalg/matmul.h"
#include "tests/experiments/program_runs.h"

namespace lgn {
namespace {

FitSettings short_fit(bool unit_norm) {
  return {8, 128, {1e-2, 0.5, {0.5, 0.75, 0.875}}, unit_norm};
}

TEST(PatchFits, ComeWithinTwoPerCentOfTheLinearCeiling) {
  Random random(1);
  const Tensor images = normal_tensor(random, {64, 1, 20, 20});
  const PatchSets patches = draw_patch_sets(random, images, 6, 4000, 1000);
  for (const TargetFit& fit : fit_targets(random, patches, short_fit(false))) {
    SCOPED_TRACE(fit.key);
    EXPECT_GT(fit.r2, fit.ceiling - 0.02);
    EXPECT_LT(fit.r2_unit_norm, fit.ceiling + 0.02);
    if (fit.target.filter == PatchFilter::mean) {
      EXPECT_NEAR(fit.ceiling, 1, 1e-9);
    }
  }
}

// The paper's Figure 2 is the box mean turned by 60 degrees: sizes 4, 5 and 6, each like its own panel best.
TEST(PatchFits, FigureTwoIsTheTurnedMean) {
  for (const Index size : {4, 5, 6}) {
    const Tensor mean = cast<float>(matmul(rotation_operator(6, 60), mean_filter_operator(6, size)));
    const PatchTarget target{PatchFilter::mean, size, 60};
    const Tensor one = mean.reshape({1, 36, 36});
    EXPECT_GT(published_cosine({target, "", one, one, one, 0, 0, 0}).value(), 0.94) << size;
    EXPECT_FALSE(published_cosine({{PatchFilter::mean, size, 90}, "", one, one, one, 0, 0, 0}));
  }
}

TEST(PatchFits, TheClosedFormIsTheOperatorWhereTheTargetIsLinear) {
  Random random(2);
  const Tensor x = normal_tensor(random, {500, 36});
  const TensorD best = best_linear_fit(x, targets_of(x, {PatchFilter::mean, 6, 90}));
  const TensorD box = mean_filter_operator(6, 6), turn = rotation_operator(6, 90);
  double error = 0;
  for (Index i = 0; i < 36; ++i)
    for (Index j = 0; j < 36; ++j) {
      double expected = 0;
      for (Index k = 0; k < 36; ++k) expected += turn(i, k) * box(k, j);
      error = std::max(error, std::abs(best(i, j) - expected));
    }
  EXPECT_LT(error, 1e-6);
}

TEST(PatchFits, ProjectionKeepsUnitNorm) {
  Random random(3);
  const Tensor x = normal_tensor(random, {300, 9});
  const Tensor a = fit_with_adam(random, x, x, short_fit(true));
  double squares = 0;
  for (float value : a) squares += value * value;
  EXPECT_NEAR(squares, 1, 1e-5);
}

TEST(OperatorFit, NamesWhatAMatrixDoesToPatches) {
  Random random(5);
  const Tensor train = normal_tensor(random, {2000, 16}), held_out = normal_tensor(random, {1000, 16});
  const OperatorFit fit(train, held_out, 99, random);
  TensorD turn = rotation_operator(4, 60);
  for (double& x : turn) x *= 0.1;  // the scale does not matter
  const OperatorMatch match = fit.best(turn);
  EXPECT_EQ(match.name, "rotation 60");
  EXPECT_NEAR(match.r2, 1, 1e-12);
  EXPECT_EQ(match.ceiling, 1);
  for (double& x : turn) x = -x;  // but the sign does
  EXPECT_LT(fit.best(turn).r2, 0.5);
  EXPECT_GT(fit.by_chance(), 0.02);
  EXPECT_LT(fit.by_chance(), 0.3);
}

// A matrix that does the best that matrices can has the whole of the ceiling.
TEST(OperatorFit, TheMediansCeilingIsThatOfItsLinearFit) {
  Random random(6);
  Tensor train = normal_tensor(random, {4000, 16}), held_out = normal_tensor(random, {4000, 16});
  for (Tensor* patches : {&train, &held_out})  // one dark pixel in ten, which medians take away and means not
    for (float& x : *patches) x = random.uniform() < 0.1 ? -8.0f : x + 0.3f;
  const OperatorFit fit(train, held_out, 19, random);
  const PatchTarget target{PatchFilter::median, 3, 90};
  const TensorD best = best_linear_fit(train, targets_of(train, target));
  const OperatorMatch match = fit.best(best);
  EXPECT_EQ(match.name.substr(0, 9), "median 3,") << match.name;
  EXPECT_LT(match.ceiling, 0.95);
  EXPECT_NEAR(match.r2, match.ceiling, 0.02);
}

class ActionPrograms : public test::ProgramRuns {
 protected:
  /// Of two classes, and a network small enough for them.
  std::string tiny() const {
    own_data();
    std::vector<Index> labels;
    for (Index i = 0; i < 40; ++i) labels.push_back(i % 2);
    write_npy(file("y.npy"), labels);
    return training_images() +
           "--kernel 4 --groups 2 --group-size 2 --layers 2 --pool 2 --epochs 1 --normalization standard "
           "--seeds 1 ";
  }
};

TEST_F(ActionPrograms, ControlRunsResumeHoweverTheFolderIsSpelled) {
  const std::string settings =
      "--dataset sample --limit-train 40 --limit-test 10 --kernel 4 --groups 2 --group-size 2 --layers 2 --epochs 1 "
      "--resamples 19 --seeds 2 --out ";
  const test::CommandResult first = run("learned-actions", settings + file("study"));
  ASSERT_EQ(first.status, 0) << first.output;
  expect_words(first, {"sample-classify, surrogates", "Not shown"});
  const std::string text = read_file(file("study/summary.json"));
  std::remove(file("study/summary.json").c_str());
  const std::string folder = std::filesystem::path(file("study")).parent_path().filename();
  output_of("learned-actions", settings + file("../") + folder + "/study --resume");
  EXPECT_EQ(read_file(file("study/summary.json")), text);
}

TEST_F(ActionPrograms, LeaveTheirNumbersAndPicturesAndResume) {
  const Json summary = summary_of_study("learned-actions", tiny() + "--resamples 19", "actions");
  expect_files("actions", {"figure-1.png", "actions.json", "own-classify-actions.png", "own-classify-identity.png",
                           "own-reconstruct-filters.png", "own-reconstruct-spectra.png"});
  EXPECT_EQ(summary.at("matrices").as_integer(), 8);
  EXPECT_EQ(summary.at("surrogate_matrices").as_integer(), 8);
  EXPECT_GT(summary.at("published_energy_in_three").as_double(), 0.99);
  EXPECT_LT(summary.at("published_fourth_power").as_double(), 0.3);
  EXPECT_GT(summary.at("operator_r2_ceiling").as_double(), summary.at("operator_r2").as_double());
  EXPECT_TRUE(test::contains(read_file(file("actions/table.txt")), "held-out patches"));
  for (const std::string key : {"skew_symmetric", "toeplitz", "block_toeplitz", "multi_scale", "operator", "none"})
    expect_keys(summary, {key.c_str(), (key + "_raw").c_str()});

  const std::string patches = tiny() + "--patches 500 --patch-epochs 2 --models " + file("actions");
  const Json numbers = summary_of_study("rotation-median", patches, "median");
  EXPECT_TRUE(test::contains(read_file(file("median/table.txt")), "box mean"));
  expect_files("median", {"figure-2.png", "fits.png", "fits-unit-norm.png", "best-match.png", "fits.safetensors"});
  expect_keys(numbers, {"r2_median_60", "ceiling_median_60", "r2_mean_90", "r2_unit_norm_mean_90", "best_correlation",
                        "best_angle", "best_filter", "r2_mean_60_size_3"});
  EXPECT_EQ(numbers.at("actions").as_integer(), 8);  // of the images; surrogates are the null
  expect_refused("rotation-median",
                 "--models " + file("nowhere.safetensors") + " " + tiny() + "--patches 50 --out " + file("none"),
                 {"nowhere.safetensors"});
}

TEST(RotationLikeness, IsShownWhereItIsLargeClearAndControlled) {
  const auto shown = [](double difference, bool same_history) {
    std::vector<double> images, surrogates;
    for (int i = 0; i < 6; ++i) surrogates.push_back(0.2 + 0.002 * i), images.push_back(surrogates.back() + difference);
    Json summary{Json::Object{}};
    const std::string text = likeness_text(images, surrogates, same_history, 1, summary);
    EXPECT_NEAR(summary.at("correlation_images").as_double() - summary.at("correlation_surrogates").as_double(),
                difference, 1e-12);
    return text.find("): shown") != std::string::npos;
  };
  EXPECT_TRUE(shown(0.1, true));
  EXPECT_FALSE(shown(0.1, false));
  EXPECT_FALSE(shown(0.05, true));  // the interval reaches below
  EXPECT_FALSE(shown(-0.1, true));
}

}  // namespace
}  // namespace lgn
