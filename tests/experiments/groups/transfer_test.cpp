// Transfer: the gap that a group from elsewhere closes, and the program on the embedded sample.
#include "experiments/transfer/gap.h"
#include "tensor/random.h"
#include "tests/experiments/program_runs.h"

namespace lgn {
namespace {

TEST(GapClosed, IsTheRatioOfTheMeans) {
  const Gap gap = gap_closed({0.6, 0.7, 0.8}, {0.7, 0.8, 0.9}, {0.5, 0.6, 0.7});
  EXPECT_NEAR(gap.worth, 0.2, 1e-12);
  EXPECT_NEAR(gap.closed, 0.5, 1e-12);
  ASSERT_TRUE(gap.interval);  // no scatter: a point
  EXPECT_NEAR(gap.interval->low, 0.5, 1e-6);
  EXPECT_NEAR(gap.interval->high, 0.5, 1e-6);
  test::expect_error([] { gap_closed({1}, {1}, {1}); }, {"two or more"});
}

TEST(GapClosed, WhereOwnAndRandomAreAlikeThereIsNothingToTransfer) {
  EXPECT_FALSE(gap_closed({0.6, 0.7, 0.8}, {0.5, 0.6, 0.4}, {0.5, 0.55, 0.45}).interval);
  EXPECT_FALSE(gap_closed({0.6, 0.7, 0.8}, {0.3, 0.31, 0.3}, {0.5, 0.5, 0.5}).interval);  // own is worse
  EXPECT_FALSE(gap_closed({0.6, 0.7}, {0.75, 0.75}, {0.5, 0.5}).interval);  // by the same: no spread to judge by
}

TEST(GapClosed, ItsIntervalCoversNineteenTimesInTwenty) {
  Random random(1);
  int covered = 0, bounded = 0;
  for (int study = 0; study < 1000; ++study) {
    std::vector<double> transferred, native, frozen;
    for (int s = 0; s < 5; ++s) {
      const double seed = random.normal();  // what a seed does to all three
      frozen.push_back(seed + random.normal());
      native.push_back(seed + 6 + random.normal());
      transferred.push_back(seed + 2 + random.normal());
    }
    const Gap gap = gap_closed(transferred, native, frozen);
    if (!gap.interval) continue;
    ++bounded;
    covered += gap.interval->low <= 1.0 / 3 && gap.interval->high >= 1.0 / 3;
  }
  EXPECT_GT(bounded, 990);
  EXPECT_NEAR(static_cast<double>(covered) / bounded, 0.95, 0.025);
}

using TransferProgram = test::ProgramRuns;

TEST_F(TransferProgram, FillsItsMatrixAndGoesOn) {
  const Json summary = summary_of_study("transfer", "--quick --epochs 1 --limit-train 96 --limit-test 50 --layers 2",
                                        "t", " --continue");
  expect_keys(summary, {"native_upright_100", "random_turned_100", "free_upright_100", "worth_turned_100",
                        "accuracy_upright-reconstruct_to_turned_100"});
  expect_files("t", {"transfer.png"});
  for (const char* flags : {"--datasets mnist", "--commands", "--dataset mnist", "--fractions 2"})
    EXPECT_EQ(run("transfer", std::string(flags) + " --out " + file("x")).status, 1) << flags;
}

}  // namespace
}  // namespace lgn
