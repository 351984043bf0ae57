// The invariance study on the embedded sample: its rows, its defaults, and what it refuses.
#include "tests/experiments/program_runs.h"

namespace lgn {
namespace {

using InvarianceProgram = test::ProgramRuns;

TEST_F(InvarianceProgram, FillsItsTableAndGoesOn) {
  const std::string flags =
      "--quick --images 50,60 --kinds given,frozen,free --epochs 2 --groups 3 --pool 5 --stages 1";
  const Json summary = summary_of_study("invariance", flags, "i");
  for (const char* kind : {"given", "frozen", "free"})
    for (const char* images : {"50", "60"}) EXPECT_TRUE(summary.find(concat(kind, "_", images))) << kind << images;
  expect_keys(summary, {"given_minus_frozen_50", "given_minus_free_60"});
  expect_files("i", {"invariance.png", "table.txt"});
  EXPECT_EQ(summary.at("parameters_given").as_integer(), summary.at("parameters_frozen").as_integer());
  const double groups = summary.at("parameters_given").as_double(), free = summary.at("parameters_free").as_double();
  EXPECT_NEAR(free / groups, 1, 0.1);
  const Json config = json("i/runs/given-50-1/config.json");
  EXPECT_EQ(config.at("move-train").as_string(), "quarter-turns");  // the sample is upright
  EXPECT_EQ(config.at("head").as_string(), "invariant");
  EXPECT_EQ(config.at("batch").as_integer(), 32);
  EXPECT_EQ(config.at("epochs").as_integer(), 2);  // of 50 images for sqrt(60 / 50) times 2
  EXPECT_EQ(config.at("test-every").as_integer(), 1);
  EXPECT_EQ(config.at("limit-test").as_integer(), 500);
  EXPECT_EQ(json("i/runs/free-60-1/config.json").at("group-size").as_integer(), 1);
}

TEST_F(InvarianceProgram, RefusesWhatItDoesNotKnow) {
  const auto expect_refused = [&](const std::string& flags, std::initializer_list<const char*> words) {
    const test::CommandResult result = run("invariance", flags + " --out " + file("x"));
    EXPECT_EQ(result.status, 1) << flags;
    expect_words(result, words);
  };
  expect_refused("--kinds found,lost", {"--kinds", "'lost'", "given"});
  expect_refused("--kinds free,free", {"--kinds", "'free'", "once"});
  expect_refused("--images \"\"", {"--images", "100,1000"});
  expect_refused("--images 0", {"--images"});
  expect_refused("--freeze generator", {"--freeze", "--kinds"});
  expect_refused("--given mirrors", {"--group-size 2"});
  own_data();
  expect_refused(training_images(), {"--test-images"});
  EXPECT_FALSE(file_exists(file("x/config.json")));
}

}  // namespace
}  // namespace lgn
