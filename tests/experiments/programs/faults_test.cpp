// What goes wrong around a run: disks, folders, pipes, memory. A sentence, exit status 1, and the last good
// checkpoint as it was.
#include <filesystem>
#include <regex>

#include "tensor/io/file.h"
#include "tests/experiments/program_runs.h"

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
};

TEST_F(Faults, AFullDiskKeepsTheLastCheckpointAndTheRunGoesOnLaterToTheSameBits) {
  const std::string train = program("classify") + " " + own_data() + "--epochs 60 --save-minutes 0 --out ";
  const std::string disk = file("disk"), run = disk + "/run", checkpoint = run + "/checkpoint.safetensors";
  // The run is stopped while the disk fills, or it might be through by then.
  const CommandResult result =
      run_with_mounts("mkdir " + disk + " && mount -t tmpfs -o size=4m none " + disk + " && cd " +
                      std::filesystem::current_path().string() + "\n" + train + run + " > /dev/null 2> " +
                      file("error") + " & pid=$!\n" + "while [ ! -e " + run +
                      "/model.safetensors ]; do sleep 0.02; done\n" + "kill -STOP $pid; dd if=/dev/zero of=" + disk +
                      "/fill bs=64k 2> /dev/null; kill -CONT $pid; wait $pid; echo status $?; cat " + file("error") +
                      "\ndd if=/dev/zero of=" + disk + "/rest bs=1k 2> /dev/null" + "\nbefore=$(cksum < " + checkpoint +
                      ")\n" + train + run + " --resume > /dev/null; echo status $?\n" + "[ \"$before\" = \"$(cksum < " +
                      checkpoint + ")\" ] && echo same\n" + "rm " + disk + "/fill " + disk + "/rest; " + train + run +
                      " --resume > /dev/null; echo status $?; cp -r " + run + " " + file("resumed"));
  if (result.status == -1) GTEST_SKIP() << "file systems cannot be mounted here";
  expect_words(result, {"status 1\nerror: cannot write ", "No space left on device", "same\n", "status 0"});
  ASSERT_EQ(run_command(train + file("whole")).status, 0);
  for (const char* name :
       {"model.safetensors", "preprocessing.safetensors", "generators-0.png", "filters-0.png", "codes.png"}) {
    EXPECT_EQ(read_file(file("resumed/") + name), read_file(file("whole/") + name)) << name;
  }
}

TEST_F(Faults, AReadOnlyFolderIsFoundOutBeforeTraining) {
  const CommandResult result = run_with_mounts("mkdir " + file("disk") + " && mount -t tmpfs -o ro none " +
                                               file("disk") + "\n" + "cd " + std::filesystem::current_path().string() +
                                               "; " + program("classify") + " " + endless() + file("disk/a"));
  if (result.status == -1) GTEST_SKIP() << "file systems cannot be mounted here";
  EXPECT_EQ(result.status, 1) << result.output;
  expect_words(result, {"cannot make the folder", "Read-only file system"});
}

TEST_F(Faults, AFolderThatVanishesIsNamed) {
  const std::string run = file("run");
  const CommandResult result = run_command(
      program("classify") + " " + endless() + run + " > /dev/null & pid=$!; while [ ! -e " + run +
      "/model.safetensors ]; do sleep 0.02; done; while ! rm -r " + run + " 2> /dev/null; do :; done; wait $pid");
  EXPECT_EQ(result.status, 1) << result.output;
  EXPECT_FALSE(folder_exists(run));
  // The first where the folder has gone, the others where so far only the file in hand has.
  const std::regex sentence("error: the folder " + run +
                            " is not the one any more that this process began to use: it was removed or replaced; "
                            "nothing more is written there\n"
                            "|error: cannot write " +
                            run +
                            "/[a-z.-]+: it was removed while it was being written\n"
                            "|error: there is no file " +
                            run + "/checkpoint-new.safetensors\n");
  EXPECT_TRUE(std::regex_match(result.output, sentence)) << result.output;
}

TEST_F(Faults, AFolderThatWasReplacedIsLeftToItsNewOwner) {
  const std::string run = file("run");
  const CommandResult result = run_command(
      program("classify") + " " + endless() + run + " > /dev/null & pid=$!; while [ ! -e " + run +
      "/model.safetensors ]; do sleep 0.02; done; mkdir " + file("new") + "; touch " + file("new/.lock") + "; mv " +
      run + " " + file("old") + " && mv " + file("new") + " " + run + "; wait $pid; ls -A " + run);
  expect_words(result, {"removed or replaced"});
  EXPECT_TRUE(result.output.ends_with("there\n.lock\n")) << result.output;
}

TEST_F(Faults, AClosedPipeCostsNoResult) {
  const std::string settings = own_data() + "--epochs 3 --out ";
  output_of("classify", settings + file("whole"));
  const CommandResult result =
      run_command("{ " + program("classify") + " " + settings + file("piped") + "; echo status $? >&2; } | true");
  expect_words(result, {"status 1", "standard output could not be written"});
  EXPECT_EQ(read_file(file("piped/model.safetensors")), read_file(file("whole/model.safetensors")));
  EXPECT_TRUE(file_exists(file("piped/summary.json")));
}

TEST_F(Faults, WhatCannotFitIsRefusedBeforeAnythingIsDone) {
  const std::string data = own_data();
  expect_refused(
      "classify",
      data + "--kernel 8 --groups 4096 --group-size 4096 --layers 1024 --generator free --out " + file("run"),
      {"takes about", "GB", "this process may use", "more; use "});
  EXPECT_FALSE(folder_exists(file("run")));
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they reserve terabytes themselves
  if (emulated()) return;                                            // and so does an emulator
  // The limit that counts may be one of this process only.
  const CommandResult limited = run_command("ulimit -v 220000; " + program("classify") + " " + data +
                                            "--groups 800 --layers 40 --epochs 1 --threads 1 --out " + file("run"));
  EXPECT_EQ(limited.status, 1) << limited.output;
  expect_words(limited, {"this run takes about", "more; use a smaller --layers"});
  EXPECT_FALSE(folder_exists(file("run")));
#endif
}

}  // namespace
}  // namespace lgn
