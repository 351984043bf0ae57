// The program high-dimension as its users call it, small.
#include <gtest/gtest.h>

#include <cstdlib>

#include "tensor/io/file.h"
#include "tensor/io/json.h"
#include "tests/support.h"

namespace lgn {
namespace {

TEST(HighDimension, TimesTrainsAndFindsAPlantedGroup) {
  const char* programs = std::getenv("LGN_PROGRAMS");
  if (!programs) GTEST_SKIP() << "LGN_PROGRAMS names no folder";
  const test::TemporaryFolder folder;
  const std::string command =
      concat(programs,
             "/high-dimension --sides 5,7 --planted 8 --seeds 1 --images 256 --epochs 10 "
             "--out ",
             folder.path("run"));
  const test::CommandResult result = test::run_command(command);
  ASSERT_EQ(result.status, 0) << result.output;
  const Json summary = parse_json(read_file(folder.path("run/summary.json")), "summary");
  for (const char* form : {"orthogonal", "one_orthogonal", "kronecker"}) {
    EXPECT_LT(summary.at(concat("closure_", form, "_49")).as_double(), 1e-5) << form;
    EXPECT_GT(summary.at(concat("seconds_", form, "_25")).as_double(), 0) << form;
    EXPECT_GT(summary.at(concat("accuracy_", form, "_49")).as_double(), 0.15) << form;
  }
  EXPECT_EQ(summary.at("success_64").as_double(), 1);
  EXPECT_TRUE(file_exists(folder.path("run/high-dimension.png")));
  EXPECT_FALSE(summary.find("exponent_orthogonal"));  // no law from two points
  const test::CommandResult part = test::run_command(concat(programs, "/high-dimension --sides 6.5"));
  EXPECT_EQ(part.status, 1);
  EXPECT_TRUE(test::contains(part.output, "6.5; expected whole numbers"));
  EXPECT_EQ(test::run_command(command).status, 1);  // not without --overwrite or --continue
  EXPECT_EQ(test::run_command(command + " --continue").status, 0);
}

}  // namespace
}  // namespace lgn
