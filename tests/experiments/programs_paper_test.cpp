// The paper's tables and timing as their users call them, in a few steps.
#include <cstdlib>

#include "tensor/io/file.h"
#include "tensor/io/json.h"
#include "tests/support.h"

namespace lgn {
namespace {

test::CommandResult run_program_of_paper(const std::string& name, const std::string& arguments) {
  const char* folder = std::getenv("LGN_PROGRAMS");
  return test::run_command(std::string(folder ? folder : "build") + "/" + name + " " + arguments);
}

constexpr const char* tiny =
    "--quick --epochs 1 --limit-train 64 --limit-test 16 --kernel 3 --groups 2 --layers 1 ";

Json summary_of(const std::string& folder) {
  return parse_json(read_file(folder + "/summary.json"), "summary.json");
}

TEST(PaperTables, HaveARowForEveryRegularizer) {
  const test::TemporaryFolder folder;
  for (const char* task : {"classification", "reconstruction"}) {
    const std::string program = concat("table-", task), out = folder.path(task);
    const auto result = run_program_of_paper(program, tiny + ("--out " + out));
    ASSERT_EQ(result.status, 0) << result.output;
    const Json summary = summary_of(out);
    for (const char* regularizer : {"none", "inverse", "svd"}) {
      for (const char* key : {"parameters", "active_fraction", "seconds"})
        EXPECT_NE(summary.find(concat("sample_", regularizer, "_", key)), nullptr) << key;
    }
    EXPECT_NE(summary.find(task[0] == 'c' ? "sample_svd_test_accuracy" : "sample_svd_test_mse"), nullptr);
    EXPECT_TRUE(file_exists(out + "/" + program + ".png"));
    EXPECT_NE(read_file(out + "/runs/sample-none/config.json").find("\"share\": \"none\""),
              std::string::npos);
  }
  const auto commands = run_program_of_paper("table-classification", "--commands");
  EXPECT_EQ(std::count(commands.output.begin(), commands.output.end(), '\n'), 15) << commands.output;
}

TEST(PaperTables, SparsityComparesThresholds) {
  const test::TemporaryFolder folder;
  const std::string out = folder.path("sparsity");
  const auto result = run_program_of_paper("table-sparsity", tiny + ("--weights 0,1 --out " + out));
  ASSERT_EQ(result.status, 0) << result.output;
  const Json summary = summary_of(out);
  EXPECT_GE(summary.at("reconstruct_nonnegative_0_lowest_threshold").as_double(), 0);
  EXPECT_NE(summary.find("classify_free_1_active_fraction"), nullptr);
}

TEST(RunningTime, KeepsEveryTimeAndGoesOnFromThem) {
  const test::TemporaryFolder folder;
  const std::string out = folder.path("time"), settings = tiny + ("--steps 1 --out " + out);
  ASSERT_EQ(run_program_of_paper("running-time", settings + " --rounds 2").status, 0);
  const Json before = parse_json(read_file(out + "/timings.json"), "timings.json");
  const auto result = run_program_of_paper("running-time", settings + " --rounds 3 --continue");
  ASSERT_EQ(result.status, 0) << result.output;
  const Json after = parse_json(read_file(out + "/timings.json"), "timings.json");
  ASSERT_EQ(after.at("seconds").at("svd").as_array().size(), 3u);
  EXPECT_EQ(after.at("seconds").at("svd").as_array()[1].text(),
            before.at("seconds").at("svd").as_array()[1].text());
  for (const char* key : {"overhead_inverse", "overhead_svd", "overhead_cyclic"})
    EXPECT_NE(summary_of(out).find(key), nullptr) << key;
  EXPECT_TRUE(file_exists(out + "/running-time.png"));
  const auto other = run_program_of_paper("running-time", settings + " --rounds 3 --resume --eta 0.02");
  EXPECT_EQ(other.status, 1);
  EXPECT_NE(other.output.find("eta"), std::string::npos) << other.output;
}

}  // namespace
}  // namespace lgn
