// The paper's tables and timing as their users call them, in a few steps.
#include "tests/experiments/program_runs.h"

namespace lgn {
namespace {

constexpr const char* tiny = "--quick --epochs 1 --limit-train 64 --limit-test 16 --kernel 3 --groups 2 --layers 1 ";

using PaperTables = test::ProgramRuns;
using RunningTime = test::ProgramRuns;

TEST_F(PaperTables, HaveARowForEveryRegularizer) {
  for (const std::string task : {"classification", "reconstruction"}) {
    const std::string program = "table-" + task;
    output_of(program, tiny + ("--out " + file(task)));
    const Json summary = json(task + "/summary.json");
    for (const char* regularizer : {"none", "inverse", "svd"})
      for (const char* key : {"parameters", "active_fraction", "seconds"})
        EXPECT_TRUE(summary.find(concat("sample_", regularizer, "_", key))) << key;
    expect_keys(summary, {task == "classification" ? "sample_svd_test_accuracy" : "sample_svd_test_mse"});
    expect_files(task, {(program + ".png").c_str()});
    EXPECT_EQ(json(task + "/runs/sample-none/config.json").at("share").as_string(), "none");
  }
  const std::string commands = output_of("table-classification", "--commands");
  EXPECT_EQ(std::count(commands.begin(), commands.end(), '\n'), 15) << commands;
}

TEST_F(PaperTables, SparsityComparesThresholds) {
  output_of("table-sparsity", tiny + ("--weights 0,1 --out " + file("sparsity")));
  const Json summary = json("sparsity/summary.json");
  EXPECT_GE(summary.at("reconstruct_nonnegative_0_lowest_threshold").as_double(), 0);
  expect_keys(summary, {"classify_free_1_active_fraction"});
  for (const char* bad : {"--weights=", "--thresholds free", "--select best", "--augment flop"}) {
    expect_refused("table-sparsity", tiny + concat(bad, " --out ", file("refused")), {});
    EXPECT_FALSE(folder_exists(file("refused"))) << bad;
  }
}

TEST_F(RunningTime, KeepsEveryTimeAndGoesOnFromThem) {
  const std::string settings = tiny + ("--steps 1 --out " + file("time"));
  const auto times = [&] { return json("time/timings.json").at("seconds").at("svd").as_array(); };
  output_of("running-time", settings + " --rounds 2");
  const Json::Array before = times();
  output_of("running-time", settings + " --rounds 3 --continue");
  ASSERT_EQ(times().size(), 3u);
  EXPECT_EQ(times()[1].text(), before[1].text());
  expect_keys(json("time/summary.json"), {"overhead_inverse", "overhead_svd", "overhead_cyclic"});
  expect_files("time", {"running-time.png"});
  expect_keys(json("time/summary.json"), {"rounds"});
  EXPECT_FALSE(json("time/summary.json").find("overhead_svd_low")) << "three rounds make no interval";
  expect_refused("running-time", settings + " --rounds 3 --resume --eta 0.02", {"eta"});
  expect_refused("running-time", settings + " --overwrite --regularizer svd", {"--regularizer", "leave it out"});
}

}  // namespace
}  // namespace lgn
