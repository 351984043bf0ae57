// Sweeps: the job list, its execution by several processes at once, skipping, merging.
#include <filesystem>
#include <sstream>

#include "experiments/sweep/job_list.h"
#include "tensor/io/file.h"
#include "tensor/io/json.h"
#include "tests/experiments/program_runs.h"

namespace lgn {
namespace {

using test::run_command;

TEST(SweepGrid, EveryCombinationTheLastFastest) {
  const std::vector<SweepRun> runs = sweep_runs("seed=1,2 --share=none,layer", Task::classify);
  ASSERT_EQ(runs.size(), 4u);
  EXPECT_EQ(runs[0].name, "seed-1-share-none");
  EXPECT_EQ(runs[1].flags(), (std::vector<std::string>{"--seed=1", "--share=layer"}));
}

TEST(SweepGrid, WhatNoRunCouldUseIsRefusedAtOnce) {
  test::expect_error([] { sweep_runs("", Task::classify); }, {"nothing is varied"});
  test::expect_error([] { sweep_runs("seed", Task::classify); }, {"FLAG=VALUE"});
  test::expect_error([] { sweep_runs("seeds=1", Task::classify); }, {"--seeds", "--seed"});
  test::expect_error([] { sweep_runs("seed=1,x", Task::classify); }, {"--seed", "x"});
  test::expect_error([] { sweep_runs("seed=1,1", Task::classify); }, {"the same name"});
  test::expect_error([] { sweep_runs("out=a,b", Task::classify); }, {"cannot be varied"});
  test::expect_error([] { sweep_runs("stages=2", Task::reconstruct); }, {"--stages"});
}

class Sweeps : public test::ProgramRuns {};

TEST_F(Sweeps, OverwriteReplacesWhatIsNoSweep) {
  make_folders(file("full"));
  write_file(file("full/photo.png"), "somebody's");
  const std::string sweep = own_data() + "--vary seed=1,2 --out " + file("full");
  expect_refused("sweep", sweep, {"full", "not empty", "--overwrite"});
  expect_refused("sweep", sweep + " --overwrite --task reconstruct --head linear", {"--head", "reconstruct"});
  output_of("sweep", sweep + " --overwrite");
  EXPECT_TRUE(file_exists(file("full/jobs.txt")));
}

TEST_F(Sweeps, XargsRunsTheListSkipsWhatIsCompleteAndMergeGathersIt) {
  const std::string flags = own_data() + "--epochs 2 --vary 'seed=1,2,3 regularizer=none,inverse' --out ";
  output_of("sweep", flags + file("sweep"));
  if (emulated()) {  // the jobs name the programs themselves
    std::string jobs = read_file(file("sweep/jobs.txt"));
    const std::string itself = join(executable_folder(), "classify");
    for (std::size_t at = 0; (at = jobs.find(itself, at)) != std::string::npos; at += program("classify").size())
      jobs.replace(at, itself.size(), program("classify"));
    write_file(file("sweep/jobs.txt"), jobs);
  }
  const std::string list = "LGN_THREADS=1 xargs -P 3 -d '\\n' -n 1 sh -c < " + file("sweep/jobs.txt");

  // One that was killed, and every job twice at the same time: the lock sorts it out.
  run_command("sed -n 1p " + file("sweep/jobs.txt") + " | timeout -s KILL 0.1 sh");
  const auto twice =
      run_command(list + " > /dev/null 2> " + file("a") + " & " + list + " > /dev/null 2> " + file("b") + "; wait");
  const auto rest = run_command(list);
  EXPECT_EQ(rest.status, 0) << rest.output << twice.output;
  const std::string merged = output_of("sweep", "--merge --out " + file("sweep"));
  EXPECT_TRUE(test::contains(merged, "6 of 6 runs are complete"));
  const std::string table = read_file(file("sweep/table.csv"));
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 7);
  EXPECT_EQ(table.find("seed,regularizer,test_accuracy"), 0u) << table;

  for (std::size_t at = 0, end; (end = merged.find('\n', at)) != std::string::npos; at = end + 1)
    EXPECT_TRUE(end - at <= 80 || merged.substr(at, end - at).find("complete") != std::string::npos)
        << merged.substr(at, end - at);

  // A task of the batch script is the run itself: a signal reaches it, which saves and says how to go on.
  output_of("sweep", own_data() + "--epochs 100000 --vary seed=1 --out " + file("long"));
  if (!emulated()) {
    const auto stopped =
        run_command("SLURM_ARRAY_TASK_ID=1 timeout --foreground --preserve-status 1 sh " + file("long/sweep.sbatch"));
    EXPECT_EQ(stopped.status, 130) << stopped.output;
    EXPECT_TRUE(test::contains(stopped.output, "interrupted"));
  }

  // The same run by itself gives the same model; complete ones are not run again.
  output_of("classify", own_data() + "--epochs 2 --seed 2 --regularizer inverse --out " + file("one"));
  EXPECT_EQ(read_file(file("one/model.safetensors")),
            read_file(file("sweep/runs/seed-2-regularizer-inverse/model.safetensors")));
  EXPECT_EQ(run_command(list).output, "");
  expect_refused("sweep", own_data() + "--epochs 3 --vary seed=1 --out " + file("sweep"), {"another --out"});
  expect_refused("sweep", "--merge --out " + file("nowhere"), {"holds no sweep"});
}

TEST_F(Sweeps, JobsWorkFromAnyFolderWhateverItIsCalled) {
  if (emulated()) GTEST_SKIP() << "the jobs name the programs themselves";
  own_data();
  const std::string here = std::filesystem::current_path(), sweep = std::filesystem::absolute(program("sweep"));
  const auto made = run_command("cd " + file("") + " && " + sweep +
                                " --train-images x.npy --train-labels y.npy --kernel 3 --layers 2 --normalization "
                                "standard --epochs 1 --vary seed=1 --out \"it's a sweep\"");
  ASSERT_EQ(made.status, 0) << made.output;
  std::istringstream lines(made.output);
  std::vector<std::string> commands;
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("  ")) commands.push_back(line);
  ASSERT_EQ(commands.size(), 4u) << made.output;
  const auto ran = run_command("cd / && " + commands[0]);
  EXPECT_EQ(ran.status, 0) << ran.output;
  const auto merged = run_command("cd / && " + commands[3]);
  EXPECT_EQ(merged.status, 0) << merged.output;
  EXPECT_TRUE(test::contains(merged.output, "1 of 1 runs are complete"));
}

}  // namespace
}  // namespace lgn
