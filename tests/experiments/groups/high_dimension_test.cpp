// The program high-dimension as its users call it, small.
#include "tests/experiments/program_runs.h"

namespace lgn {
namespace {

using HighDimension = test::ProgramRuns;

TEST_F(HighDimension, TimesTrainsAndFindsAPlantedGroup) {
  const std::string settings = "--sides 5,7 --planted 8 --seeds 1 --images 256 --epochs 10 --out " + file("run");
  output_of("high-dimension", settings);
  const Json summary = json("run/summary.json");
  for (const char* form : {"orthogonal", "one_orthogonal", "householder", "circulant", "kronecker"}) {
    EXPECT_LT(summary.at(concat("closure_", form, "_49")).as_double(), 1e-5) << form;
    EXPECT_GT(summary.at(concat("seconds_", form, "_25")).as_double(), 0) << form;
    EXPECT_GT(summary.at(concat("bytes_", form, "_49")).as_double(), 4 * 128 * 20) << form;  // the codes of a batch
    EXPECT_GT(summary.at(concat("accuracy_", form, "_49")).as_double(), 0.15) << form;
  }
  EXPECT_EQ(summary.at("success_64").as_double(), 1);
  expect_files("run", {"high-dimension.png"});
  EXPECT_FALSE(summary.find("exponent_orthogonal"));  // no law from two points
  expect_refused("high-dimension", "--sides 6.5", {"6.5; expected whole numbers"});
  expect_refused("high-dimension", settings, {"not empty", "--overwrite"});
  output_of("high-dimension", settings + " --continue");
}

}  // namespace
}  // namespace lgn
