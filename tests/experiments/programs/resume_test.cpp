// Runs that are killed, damaged or started twice: nothing is lost, and nothing silently wrong.
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "autograd/profile.h"
#include "experiments/common/program/run_directory.h"
#include "tensor/io/file.h"
#include "tensor/io/json.h"
#include "tensor/io/safetensors.h"
#include "tensor/simd/dispatch.h"
#include "tests/experiments/program_runs.h"

namespace lgn {
namespace {

using test::CommandResult;
using test::run_command;

class Resume : public test::ProgramRuns {
 protected:
  /// A run that saves after every step, so that kills often fall into the write.
  std::string settings(int epochs = 25) const {
    return concat(own_data(), "--epochs ", epochs, " --save-minutes 0 --threads 2 --out ");
  }

  static std::string read(const std::string& path) { return read_file(path); }

  /// Everything that was left behind agrees, but for the times.
  void expect_same_results(const std::string& found, const std::string& expected) const {
    for (const char* name : {"model.safetensors", "preprocessing.safetensors", "generators-0.png", "generators-1.png",
                             "filters-0.png", "filters-1.png", "codes.png"}) {
      EXPECT_EQ(read(found + "/" + name), read(expected + "/" + name)) << name;
    }
    EXPECT_EQ(without_times(read(found + "/metrics.jsonl")), without_times(read(expected + "/metrics.jsonl")));
    EXPECT_EQ(without_times(read(found + "/summary.json")), without_times(read(expected + "/summary.json")));
  }

 private:
  /// The text without the numbers after "seconds":
  static std::string without_times(std::string text) {
    for (std::size_t at = 0; (at = text.find("\"seconds\":", at)) != std::string::npos; at += 10)
      text.erase(at + 10, text.find_first_of(",}\n", at) - at - 10);
    return text;
  }
};

TEST_F(Resume, TwentyKillsAtRandomMomentsChangeNothing) {
  const std::string command = settings(8);
  const double start = seconds_now();
  output_of("classify", command + file("whole"));
  const double duration = seconds_now() - start;
  Random random(20);
  int kills = 0, within_training = 0, rounds = 0;
  while (kills < 20 && ++rounds < 40) {
    const std::string out = file(concat("killed-", rounds));
    for (bool complete = false; !complete;) {
      const CommandResult result = run_command(concat("timeout -s KILL ", random.uniform(0.02, 0.8) * duration, " ",
                                                      program("classify"), " ", command, out, " --continue"));
      complete = result.status == 0;
      if (complete) break;
      ASSERT_EQ(result.status, 137) << result.output;
      ++kills;
      within_training += file_exists(out + "/checkpoint.safetensors");
    }
    expect_same_results(out, file("whole"));
  }
  std::printf("%d kills in %d runs, %d of them after the first checkpoint; all results identical\n", kills, rounds,
              within_training);
  EXPECT_GE(kills, 20);
  EXPECT_GE(within_training, 10);
}

TEST_F(Resume, AKillDuringTheWriteLeavesTheCheckpointBefore) {
  output_of("classify", settings() + file("whole"));
  run_command("timeout --foreground -s INT 0.15 " + program("classify") + " " + settings() + file("part"));
  ASSERT_TRUE(file_exists(file("part/checkpoint.safetensors")));
  const std::string checkpoint = read(file("part/checkpoint.safetensors"));
  for (std::size_t size : {std::size_t{0}, checkpoint.size() / 2, checkpoint.size()}) {
    write_file(file("part/checkpoint-new.safetensors"), std::string_view(checkpoint).substr(0, size));
    write_file(file("part/.lgn-1-0.part"), std::string_view(checkpoint).substr(0, size));
    std::filesystem::remove_all(file("again"));
    std::filesystem::copy(file("part"), file("again"));
    output_of("classify", settings() + file("again") + " --resume");
    expect_same_results(file("again"), file("whole"));
    EXPECT_FALSE(file_exists(file("again/.lgn-1-0.part")));
  }
}

TEST_F(Resume, AFinishedRunSaysSoAndChangesNothing) {
  output_of("classify", settings() + file("run"));
  std::filesystem::copy(file("run"), file("before"));
  for (const char* how : {" --resume", " --continue"}) {
    const std::string again = output_of("classify", settings() + file("run") + how);
    EXPECT_TRUE(test::contains(again, "this run is complete"));
    expect_same_results(file("run"), file("before"));
  }
}

// What is frozen has no moments in the optimiser, and a checkpoint holds none for it.
TEST_F(Resume, FrozenAndSharedParametersComeBack) {
  const std::string command = own_data() +
                              "--epochs 25 --save-minutes 0 --threads 2 --freeze generator,B.0 --init-generator bands "
                              "--thresholds shared --norm shared --head invariant";
  output_of("classify", command + " --out " + file("whole"));
  run_command("timeout --foreground -s INT 0.2 " + program("classify") + " " + command + " --out " + file("part"));
  ASSERT_TRUE(file_exists(file("part/checkpoint.safetensors")));
  output_of("classify", command + " --out " + file("part") + " --resume");
  expect_same_results(file("part"), file("whole"));
  const CommandResult other = run("classify", command + " --freeze head --out " + file("part") + " --resume");
  EXPECT_TRUE(test::contains(other.output, "freeze"));
  EXPECT_EQ(other.status, 1);
}

TEST_F(Resume, InterruptionsEndWith130AndSayHowToGoOn) {
  for (const char* signal : {"INT", "TERM"}) {
    const CommandResult result =
        run_command(concat("timeout --foreground --preserve-status -s ", signal, " 0.4 ", program("classify"), " ",
                           own_data(), "--epochs 100000 --out ", file(signal)));
    EXPECT_EQ(result.status, 130) << result.output;
    EXPECT_TRUE(test::contains(result.output, "all is saved. To go on, give the same command with --resume"));
  }
}

TEST_F(Resume, DamagedForeignAndOtherwiseMadeCheckpointsAreRefused) {
  const std::string data = own_data(), out = " --epochs 2 --resume --out " + file("run");
  output_of("classify", data + "--epochs 2 --out " + file("run"));
  const std::string path = file("run/checkpoint.safetensors"), good = read(path);

  expect_refused("classify", data + "--lr 0.02" + out, {"lr = 0.01, not 0.02"});
  expect_refused("classify", data + "--seed 7" + out, {"seed = 1, not 7"});
  expect_refused("classify", data + "--share network --eta 0.01" + out, {"the run was started with"});
  if (instruction_set() != InstructionSet::scalar) {
    const CommandResult other = run_command("LGN_SIMD=scalar " + program("classify") + " " + data + out);
    EXPECT_EQ(other.status, 1) << other.output;
    EXPECT_TRUE(test::contains(
        other.output,
        "not \"scalar\", whose results differ in the last digits; force it with the environment variable LGN_SIMD"));
  }
  write_npy(file("y.npy"), std::vector<Index>(40, 1));  // the same name, other content
  expect_refused("classify", data + out, {"images = "});
  own_data();

  std::string damaged = good;
  damaged[damaged.size() / 2] ^= 1;
  for (const std::string& bytes : {damaged, good.substr(0, good.size() - 1), std::string(), good + "x"}) {
    write_file(path, bytes);
    expect_refused("classify", data + out, {"checkpoint.safetensors"});
  }
  std::filesystem::copy_file(file("run/model.safetensors"), path, std::filesystem::copy_options::overwrite_existing);
  expect_refused("classify", data + out, {"no checkpoint of a training run"});
  std::filesystem::remove(path);
  expect_refused("classify", data + out, {"there is no checkpoint"});
  expect_refused("classify", data + " --resume --out " + file("none"), {"none does not exist"});
  expect_refused("planted-group", "--resume --out " + file("none"), {"none does not exist"});
  EXPECT_FALSE(std::filesystem::exists(file("none")));

  const std::string images = "--train-images " + file("x.npy") + " --kernel 3 --layers 1 --epochs 1 --out ";
  output_of("reconstruct", images + file("other"));
  std::filesystem::copy_file(file("other/checkpoint.safetensors"), path);
  expect_refused("classify", data + out, {"the run was started with"});
}

TEST_F(Resume, WhatIsNoRunOfTheProgramIsNotGoneOnWith) {
  const auto refused = [&](const std::string& name, const char* flag, const std::string& what) {
    const std::string kept = read_file(file("other/summary.json"));
    expect_refused(name, concat("--quick ", flag, " --out ", file("other")), {what.c_str()});
    EXPECT_EQ(read_file(file("other/summary.json")), kept);
  };
  std::filesystem::create_directory(file("other"));
  write_file(file("other/summary.json"), "{}\n");
  refused("planted-group", "--resume", "holds no run of planted-group");
  refused("table-classification", "--continue", "holds no run of table-classification");
  write_file(file("other/config.json"), "{\"program\": \"high-dimension\"}\n");
  for (const char* name : {"two-generators", "continuous-group", "running-time"})
    refused(name, "--continue", concat("a run of \"high-dimension\", not of ", name));
  refused("two-generators", "--continue --overwrite", "give one of them");
  expect_refused("planted-group", "--overwrite --action quarter-turn --out " + file("other"), {"no planted group"});
  EXPECT_TRUE(std::filesystem::exists(file("other/summary.json")));
}

TEST_F(Resume, TwoProcessesNeverWriteOneFolder) {
  const std::string data = own_data(), out = " --epochs 1 --out " + file("run");
  output_of("classify", data + out);
  {
    const RunLock held(file("run"));
    expect_refused("classify", data + out + " --overwrite", {"in use by process", concat(getpid()).c_str()});
    expect_refused("classify", data + out + " --resume", {"in use by process"});
  }
  output_of("classify", data + out + " --resume");
  // The lock of an owner that was killed is just taken.
  run_command("timeout -s KILL 0.3 " + program("classify") + " " + data + "--epochs 100000 --out " + file("killed"));
  ASSERT_TRUE(file_exists(file("killed/.lock")));
  output_of("classify", data + "--epochs 1 --overwrite --out " + file("killed"));
}

TEST_F(Resume, WhatIsRefusedChangesNothing) {
  output_of("classify", settings() + file("run"));
  std::filesystem::copy(file("run"), file("before"));
  const auto sums = [&](const char* folder) { return run_command("cd " + file(folder) + " && cksum *").output; };
  for (const char* other : {"--normalization none", "--epochs 3", "--zca-eps 1 --normalization whiten"}) {
    expect_refused("classify", settings() + file("run") + " --resume " + other, {"the run was started with"});
    EXPECT_EQ(sums("run"), sums("before")) << other;
  }
}

TEST_F(Resume, AnotherNumberOfThreadsGivesTheSame) {
  output_of("classify", settings() + file("whole"));
  run_command("timeout --foreground -s TERM 0.15 " + program("classify") + " " + settings() + file("part"));
  output_of("classify", settings() + file("part") + " --continue --threads 3");
  expect_same_results(file("part"), file("whole"));
}

TEST_F(Resume, OfARunThatIsOverwrittenNothingIsLeft) {
  output_of("classify", settings() + file("run"));
  // An epoch longer than the test: the new run is killed before it has results of its own.
  const CommandResult killed =
      run_command("timeout -s KILL 2 " + program("classify") +
                  " --limit-train 2000 --batch 1 --layers 8 --normalization none --overwrite --out " + file("run"));
  ASSERT_EQ(killed.status, 137) << killed.output;
  EXPECT_TRUE(file_exists(file("run/checkpoint.safetensors")));
  for (const char* old : {"model.safetensors", "metrics.jsonl", "summary.json", "generators-0.png"})
    EXPECT_FALSE(file_exists(file("run/") + old)) << old;
}

TEST_F(Resume, ASecondSignalEndsTheProcessAtOnceAndTheRunGoesOn) {
  output_of("classify", settings() + file("whole"));
  const CommandResult result =
      run_command(program("classify") + " " + settings() + file("part") + " > /dev/null 2>&1 & pid=$!; while [ ! -e " +
                  file("part/checkpoint.safetensors") +
                  " ]; do sleep 0.01; done; kill -TERM $pid; kill -TERM $pid; wait $pid; echo status $?");
  EXPECT_TRUE(result.output == "status 143\n" || result.output == "status 130\n") << result.output;
  output_of("classify", settings() + file("part") + " --continue");
  expect_same_results(file("part"), file("whole"));
}

TEST_F(Resume, RunsThatStartInTheSameSecondGetFoldersOfTheirOwn) {
  const std::string one = std::filesystem::absolute(program("classify")).string() + " " + own_data() + "--epochs 1";
  const CommandResult result =
      run_command("cd " + file("") + " && for i in 1 2 3 4; do " + one +
                  " & done > /dev/null; wait; ls runs | wc -l; ls runs/*/summary.json | wc -l");
  EXPECT_EQ(result.output, "4\n4\n");
}

TEST_F(Resume, ContinueSeesWhatAnotherProcessDidWhileItPreparedItsData) {
  // The second is stopped while it waits for its labels, and goes on when the first has ended.
  const std::string train = program("classify") + " " + settings() + file("run") + " --continue";
  own_data();
  const CommandResult result =
      run_command("mv " + file("y.npy") + " " + file("labels") + "; mkfifo " + file("y.npy") + "; " + train + " > " +
                  file("log") + " 2>&1 & pid=$!; sleep 0.3; exec 3<> " + file("y.npy") + "; mv " + file("y.npy") + " " +
                  file("pipe") + "; mv " + file("labels") + " " + file("y.npy") + "; " + train +
                  " > /dev/null; cksum < " + file("run/model.safetensors") + "; cat " + file("y.npy") +
                  " >&3; exec 3>&-; wait $pid; cksum < " + file("run/model.safetensors") + "; cat " + file("log"));
  EXPECT_TRUE(test::contains(result.output, "this run is complete"));
}

}  // namespace
}  // namespace lgn
