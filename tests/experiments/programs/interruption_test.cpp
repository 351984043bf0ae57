// Ctrl-C and SIGTERM at any moment: a sentence, exit status 130, and the study goes on where it stopped.
#include <filesystem>

#include "tensor/io/file.h"
#include "tests/experiments/program_runs.h"

namespace lgn {
namespace {

using test::CommandResult;
using test::run_command;

class Interruptions : public test::ProgramRuns {
 protected:
  /// What came of a command that was interrupted when the script `moment` ended.
  CommandResult interrupted(const std::string& command, const std::string& moment, const char* signal = "TERM") const {
    write_file(file("script"), concat(command, " > ", file("log"), " 2>&1 & pid=$!\n", moment, "\nkill -", signal,
                                      " $pid; wait $pid; status=$?; cat ", file("log"), "; exit $status"));
    return run_command("timeout 100 sh " + file("script"));
  }

  /// A moment: the program waits for the images that nobody writes into this pipe.
  std::string loading() const { return "exec 3> " + file("pipe"); }
  std::string until_exists(const std::string& path) const { return "until [ -e " + path + " ]; do sleep 0.01; done"; }

  static void expect_said(const CommandResult& result, const std::string& words) {
    EXPECT_EQ(result.status, 130) << result.output;
    expect_words(result, {words.c_str()});
  }
};

TEST_F(Interruptions, BeforeTrainingEndARunAtOnceAndChangeNothing) {
  ASSERT_EQ(run_command("mkfifo " + file("pipe")).status, 0);
  const std::string images =
      " --train-images " + file("pipe") + " --train-labels y --test-images x --test-labels y --out " + file("run");
  for (const char* name : {"classify", "reconstruct", "parameter-efficiency"}) {
    for (const char* signal : {"INT", "TERM"}) {
      expect_said(interrupted(program(name) + images, loading(), signal),
                  "nothing was changed. To start again, give the same command");
      EXPECT_FALSE(folder_exists(file("run"))) << name;
    }
  }
}

TEST_F(Interruptions, WhileAStudyLoadsSayHowToGoOn) {
  ASSERT_EQ(run_command("mkfifo " + file("pipe")).status, 0);
  const auto command = [&](const std::string& name) {
    return program(name) + " --train-images " + file("pipe") + " --train-labels y --out " + file(name);
  };
  for (const std::string name : {"table-sparsity", "learned-actions", "rotation-median"}) {
    expect_said(interrupted(command(name), loading()), "--resume --out " + file(name));
    EXPECT_FALSE(file_exists(file(name) + "/summary.json"));
  }
  // Its data decide whether it may go on, so that it loads them before it has a folder.
  expect_said(interrupted(command("running-time"), loading()), "nothing was changed. To start again,");
  EXPECT_FALSE(folder_exists(file("running-time")));
}

TEST_F(Interruptions, OfAStudyChangeNoResult) {
  const std::string command =
      program("table-sparsity") + " " + own_data() + "--epochs 100 --weights 0 --threads 2 --out ";
  ASSERT_EQ(run_command(command + file("whole")).status, 0);
  const std::string part = file("part");
  // In its first two runs, then in the other two.
  const std::string runs = part + "/runs/";
  expect_said(interrupted(command + part, until_exists(runs + "classify-free-0/metrics.jsonl")),
              "all is saved. To go on, give the same command with --resume --out " + part);
  expect_said(interrupted(command + part + " --resume", until_exists(runs + "reconstruct-free-0/metrics.jsonl")),
              " of 4 runs; all is saved. To go on,");
  ASSERT_EQ(run_command(command + part + " --resume").status, 0);
  for (const auto& entry : std::filesystem::directory_iterator(file("whole/runs"))) {
    const std::string name = entry.path().filename().string() + "/model.safetensors";
    EXPECT_EQ(read_file(runs + name), read_file(file("whole/runs/") + name)) << name;
  }
  EXPECT_EQ(read_file(part + "/summary.json"), read_file(file("whole/summary.json")));
}

TEST_F(Interruptions, OfPlantedCasesKeepTheCompleteOnes) {
  const std::string out = file("planted");
  const std::string command =
      program("planted-group") +
      " --quick --action none --patches 400 --null-draws 2 --without-group 2000 --seeds 1 --threads 1 --out " + out;
  expect_said(interrupted(command, "until [ \"$(ls -A " + out + "/cases)\" ]; do sleep 0.01; done 2>/dev/null"),
              "what is complete is saved. To go on, give the same command with --resume --out " + out);
  EXPECT_FALSE(file_exists(out + "/summary.json"));
}

// The flag that is named is the one the program has.
TEST_F(Interruptions, OfProgramsThatKeepCasesNameTheirFlag) {
  const auto expect_flag = [&](const std::string& name, const std::string& arguments, const std::string& flag) {
    const std::string out = file(name), command = program(name) + " " + arguments + " --threads 1 --out " + out;
    expect_said(interrupted(command, "until [ -e " + out + "/cases ]; do sleep 0.01; done"),
                "what is complete is saved. To go on, give the same command with " + flag + " --out " + out);
    expect_refused(name, arguments + " --out " + out, {("add " + flag + " to go on").c_str()});
    expect_words(run(name, "--help"), {flag.c_str()});
  };
  expect_flag("high-dimension", "--sides 2 --planted 8 --seeds 1000 --images 128 --epochs 1", "--continue");
  expect_flag("two-generators", "--quick --seeds 1000", "--continue");
  expect_flag("find-group", "--benchmark --quick --seeds 1000", "--resume");
  expect_refused("find-group", "--dataset sample --out " + file("find-group"), {"is not empty; add --overwrite"});
}

}  // namespace
}  // namespace lgn
