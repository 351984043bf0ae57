// What goes wrong around a run: disks, folders, pipes, memory. A sentence, exit status 1, and the last good
// checkpoint as it was.
#include <filesystem>

#include "experiments/common/memory_need.h"
#include "tensor/io/file.h"
#include "tensor/memory_limit.h"
#include "tests/program_runs.h"

namespace lgn {
namespace {

using test::CommandResult;
using test::run_command;

class Faults : public test::ProgramRuns {
 protected:
  std::string endless() const { return own_data() + "--epochs 100000 --save-minutes 0 --out "; }

  /// Runs the script where it may mount file systems of its own; skips the test where that is not allowed.
  CommandResult run_with_mounts(const std::string& script) {
    static const bool possible = run_command("unshare -rm mount -t tmpfs none /mnt").status == 0;
    if (!possible) return {-1, ""};
    write_file(file("script"), script);
    return run_command("unshare -rm sh " + file("script"));
  }

  static void expect_words(const CommandResult& result, std::initializer_list<const char*> words) {
    for (const char* word : words) {
      EXPECT_NE(result.output.find(word), std::string::npos) << word << " is not in: " << result.output;
    }
  }
};

TEST_F(Faults, AFullDiskKeepsTheLastCheckpointAndTheRunGoesOnLater) {
  const std::string settings = own_data() + "--epochs 40 --out ", run = program("classify") + " " + settings;
  const CommandResult result = run_with_mounts(
      "mkdir " + file("disk") + " && mount -t tmpfs -o size=4m none " + file("disk") + " && cd " +
      std::filesystem::current_path().string() + "\n" + program("classify") + " " + endless() +
      file("disk/a") + " > /dev/null 2> " + file("error") + " & pid=$!\n" + "while [ ! -e " +
      file("disk/a/model.safetensors") + " ]; do sleep 0.02; done\n" +
      "dd if=/dev/zero of=" + file("disk/fill") + " bs=64k 2> /dev/null; wait $pid; echo status $?; cat " +
      file("error") + "\n" + "before=$(cat " + file("disk/a/checkpoint.safetensors") + " | cksum)\n" +
      program("classify") + " " + endless() + file("disk/a") + " --resume > /dev/null; echo status $?\n" +
      "[ \"$before\" = \"$(cat " + file("disk/a/checkpoint.safetensors") + " | cksum)\" ] && echo same\n" +
      "rm " + file("disk/fill") + "; " + run + file("disk/b") + " > /dev/null; echo status $?\n");
  if (result.status == -1) GTEST_SKIP() << "file systems cannot be mounted here";
  expect_words(result, {"status 1\nerror: cannot write ", "No space left on device", "same\n", "status 0"});
}

TEST_F(Faults, AReadOnlyFolderIsFoundOutBeforeTraining) {
  const CommandResult result =
      run_with_mounts("mkdir " + file("disk") + " && mount -t tmpfs -o ro none " + file("disk") + "\n" +
                      "cd " + std::filesystem::current_path().string() + "; " + program("classify") + " " +
                      endless() + file("disk/a"));
  if (result.status == -1) GTEST_SKIP() << "file systems cannot be mounted here";
  EXPECT_EQ(result.status, 1) << result.output;
  expect_words(result, {"cannot make the folder", "Read-only file system"});
}

TEST_F(Faults, AFolderThatVanishesIsNamed) {
  const CommandResult result = run_command(
      program("classify") + " " + endless() + file("run") + " > /dev/null & pid=$!; while [ ! -e " +
      file("run/model.safetensors") + " ]; do sleep 0.02; done; while ! rm -r " + file("run") +
      " 2> /dev/null; do :; done; wait $pid");
  EXPECT_EQ(result.status, 1) << result.output;
  expect_words(result, {"error: ", file("run").c_str()});  // in writing, or in reading back
}

TEST_F(Faults, AClosedPipeCostsNoResult) {
  const std::string settings = own_data() + "--epochs 3 --out ";
  ASSERT_EQ(run("classify", settings + file("whole")).status, 0);
  const CommandResult result = run_command("{ " + program("classify") + " " + settings + file("piped") +
                                           "; echo status $? >&2; } | true");
  expect_words(result, {"status 1", "standard output could not be written"});
  EXPECT_EQ(read_file(file("piped/model.safetensors")), read_file(file("whole/model.safetensors")));
  EXPECT_TRUE(file_exists(file("piped/summary.json")));
}

TEST_F(Faults, WhatCannotFitIsRefusedBeforeAnythingIsDone) {
  const std::string data = own_data();
  expect_refused(
      "classify",
      data + "--kernel 8 --groups 4096 --group-size 4096 --layers 1024 --generator free --out " + file("run"),
      {"takes at least", "GB", "smaller --batch"});
  EXPECT_FALSE(folder_exists(file("run")));
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they reserve terabytes themselves
  // The limit that counts may be one of this process only.
  const CommandResult limited = run_command("ulimit -v 220000; " + program("classify") + " " + data +
                                            "--groups 800 --layers 40 --epochs 1 --threads 1 --out " + file("run"));
  EXPECT_EQ(limited.status, 1) << limited.output;
  expect_words(limited, {"takes at least"});
  EXPECT_FALSE(folder_exists(file("run")));
#endif
}

TEST(MemoryNeed, AFewBytesModelsAreSmallAndLargeOnesLarge) {
  Architecture a;
  a.task = Task::classify, a.channels = 3, a.height = a.width = 32, a.groups = 5, a.group_size = 4,
  a.kernel = 6;
  a.stride = 1, a.layers = 4, a.pool = 4, a.classes = 10, a.generator = "free", a.share = "none";
  const double of_128 = least_training_memory(a, 128), of_256 = least_training_memory(a, 256);
  EXPECT_GT(of_128, 4.0 * 128 * 4 * 20 * 29 * 29);
  EXPECT_LT(of_128, 100e6);
  EXPECT_GT(of_256, 1.9 * of_128);
  EXPECT_GT(available_memory(), std::size_t{1} << 20);
}

}  // namespace
}  // namespace lgn
