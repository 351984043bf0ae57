// What a run takes of memory is known before it begins, and advice for too little of it works.
#include <filesystem>
#include <regex>

#include "tensor/io/file.h"
#include "tests/experiments/program_runs.h"

namespace lgn {
namespace {

using test::CommandResult;
using test::run_command;

class MemoryNeeded : public test::ProgramRuns {};

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they take memory of their own

TEST_F(MemoryNeeded, IsKnownWithinFifteenPerCent) {
  if (emulated()) return;
  const std::string cache = "LGN_CACHE=" + file("cache") + " ";  // nothing is whitened before
  for (const char* settings :
       {"classify --dataset sample", "classify --dataset sample --limit-train 2000 --normalization standard",
        "classify --dataset sample --limit-train 1024 --limit-test 100 --batch 512",
        "classify --dataset sample --limit-train 256 --limit-test 100 --unfolding plain",
        "classify --dataset sample --limit-train 128 --limit-test 100 --kernel 14 --generator free --share none "
        "--layers 2",
        "classify --dataset sample --limit-train 64 --limit-test 16 --kernel 18 --batch 64 --generator householder",
        "classify --dataset sample --limit-train 64 --limit-test 16 --kernel 18 --batch 64 --generator circulant",
        "reconstruct --dataset sample --limit-train 500 --limit-test 100 --layers 8",
        "classify --dataset sample --limit-train 384 --limit-test 100 --layers 2 --groups 10 --stages 3 --pool 13 "
        "--kernel 5",
        "classify --dataset sample --limit-train 500 --limit-test 500 --batch 16 --layers 1 --groups 10 --stages 2 "
        "--pool 13 --kernel 4",
        "classify --dataset mnist1d --kernel 1x5", "reconstruct --dataset mnist1d --kernel 1x9",
        "classify --dataset mnist1d --kernel 1x5 --batch 2000",
        "classify --dataset sample --limit-train 200 --limit-test 50 --normalization standard --epochs 8"}) {
    const std::string words = settings, name = words.substr(0, words.find(' '));
    const CommandResult result = run_command(cache + program(name) + " --epochs 1" + words.substr(name.size()) +
                                             " --threads 1 --profile --overwrite --out " + file("run"));
    ASSERT_EQ(result.status, 0) << result.output;
    std::smatch match;
    ASSERT_TRUE(std::regex_search(result.output, match,
                                  std::regex("memory: ([0-9]+) MB at the most; ([0-9]+) MB were expected")))
        << result.output;
    const double taken = std::stod(match[1]), expected = std::stod(match[2]);
    EXPECT_NEAR(expected / taken, 1, 0.15) << settings << ": " << match[0];
  }
}

/// The flags behind "use ".
std::string advised(const CommandResult& result) {
  std::smatch match;
  return std::regex_search(result.output, match, std::regex("more; use (--[^,]*?)(, or.*)?\n")) ? std::string(match[1])
                                                                                                : "";
}

TEST_F(MemoryNeeded, TooLittleIsSaidBeforeAnythingIsLoadedAndTheAdviceWorks) {
  if (emulated()) return;
  const std::string train = concat("LGN_CACHE=", file("cache"), " ", program("classify"),
                                   " --dataset sample --epochs 1 --threads 1 --overwrite --out ", file("run"));
  // What the program itself takes of address space differs from machine to machine.
  const CommandResult probe = run_command("ulimit -v 110000; " + train);
  std::smatch match;
  ASSERT_TRUE(std::regex_search(probe.output, match, std::regex("may use ([0-9]+) MB more"))) << probe.output;
  const Index itself = 110000 - 1000 * std::stoi(match[1]);
  for (const Index left : {64000, 40000, 24000}) {
    const std::string limited = concat("ulimit -v ", itself + left, "; ", train);
    const CommandResult refused = run_command(limited);
    EXPECT_EQ(refused.status, 1) << refused.output;
    EXPECT_TRUE(test::contains(refused.output, "this run takes about"));
    EXPECT_FALSE(folder_exists(file("run")));
    // Address space is lost between blocks: some settings have to be made smaller once more.
    std::string flags;
    CommandResult result = refused;
    for (int i = 0; i < 4 && result.status != 0; ++i) {
      const std::string more = advised(result);
      ASSERT_NE(more, "") << result.output;
      flags += " " + more;
      result = run_command(limited + flags);
    }
    EXPECT_EQ(result.status, 0) << flags << ": " << result.output;
    std::filesystem::remove_all(file("run"));
  }
}

#endif

}  // namespace
}  // namespace lgn
