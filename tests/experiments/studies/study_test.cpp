#include "experiments/common/study/study.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "lgn/model_file.h"
#include "tensor/io/file.h"
#include "tensor/io/npy.h"
#include "tensor/random.h"
#include "tensor/threads.h"
#include "tests/support.h"

namespace lgn {
namespace {

using test::expect_error;
using test::TemporaryFolder;

/// A study of two small runs in `folder`, as a program would be called with `more` on its command line.
std::vector<FinishedRun> small_study(const std::string& folder, std::vector<const char*> more) {
  TrainingSettings settings;
  Study study("small-study", "two runs.", settings);
  std::vector<const char*> words = {"small-study", "--limit-train", "128",          "--limit-test", "32", "--epochs",
                                    "1",           "--out",         folder.c_str(), "--pool",       "2"};
  words.insert(words.end(), more.begin(), more.end());
  study.flags().parse(static_cast<int>(words.size()), words.data());
  study.add({"first", Task::classify, {"--seed", "3", "--layers", "2"}});
  study.add({"second", Task::reconstruct, {"--layers", "1"}});
  if (!study.begin()) return {};
  EXPECT_EQ(study.folder(), folder);
  std::vector<FinishedRun> runs = study.train();
  Json summary{Json::Object{}};
  summary.set("runs", static_cast<Index>(runs.size()));
  study.report(summary, "two runs\n");
  return runs;
}

TEST(Study, TrainsEachRunOnceUnderItsOwnAndTheCommonFlags) {
  const TemporaryFolder folder;
  const std::string out = folder.path("study");
  testing::internal::CaptureStdout();
  const std::vector<FinishedRun> runs = small_study(out, {});
  ASSERT_EQ(runs.size(), 2u);
  const Network first = load_model(join(runs[0].folder, "model.safetensors"));
  EXPECT_EQ(first.architecture().layers, 2);
  EXPECT_EQ(first.architecture().pool, 2);
  EXPECT_GT(runs[0].number("test_accuracy"), 0);
  EXPECT_GT(runs[1].number("test_mse"), 0);

  // Again: nothing is trained, the figures are the same.
  const std::string model = read_file(join(runs[0].folder, "model.safetensors"));
  write_file(join(runs[0].folder, "model.safetensors"), "untouched");
  const std::vector<FinishedRun> again = small_study(out, {"--resume"});
  EXPECT_EQ(again[0].summary.text(), runs[0].summary.text());
  EXPECT_EQ(read_file(join(runs[0].folder, "model.safetensors")), "untouched");

  // One that lacks its summary goes on from its checkpoint and ends the same.
  std::remove(join(runs[0].folder, "summary.json").c_str());
  small_study(out, {"--resume"});
  EXPECT_EQ(read_file(join(runs[0].folder, "model.safetensors")), model);
  testing::internal::GetCapturedStdout();
}

TEST(Study, ContinueBeginsGoesOnAndConfirms) {
  const TemporaryFolder folder;
  const std::string out = folder.path("study");
  testing::internal::CaptureStdout();
  ASSERT_EQ(small_study(out, {"--continue"}).size(), 2u);  // begins
  const std::string model = read_file(join(out, "runs/second/model.safetensors"));
  std::remove(join(out, "summary.json").c_str());
  std::remove(join(out, "runs/second/summary.json").c_str());
  ASSERT_EQ(small_study(out, {"--continue"}).size(), 2u);  // goes on
  EXPECT_EQ(read_file(join(out, "runs/second/model.safetensors")), model);
  testing::internal::GetCapturedStdout();

  testing::internal::CaptureStdout();
  EXPECT_TRUE(small_study(out, {"--continue"}).empty());  // confirms
  const std::string shown = testing::internal::GetCapturedStdout();
  EXPECT_NE(shown.find("two runs"), std::string::npos) << shown;
  EXPECT_NE(shown.find("is complete"), std::string::npos) << shown;
  expect_error([&] { small_study(out, {"--continue", "--eta", "0.03"}); }, {"eta", "0.03"});
  expect_error([&] { small_study(out, {"--continue", "--resume"}); }, {"--continue"});
  expect_error([&] { small_study(out, {"--continue", "--quick"}); }, {"quick", "false", "true"});
}

TEST(Study, RefusesTwoRunsOfOneName) {
  TrainingSettings settings;
  Study study("small", "two runs", settings);
  study.add({"first", Task::classify, {}});
  expect_error([&] { study.add({"first", Task::reconstruct, {}}); }, {"first"});
}

TEST(Study, RefusesRunsMadeUnderOtherSettings) {
  const TemporaryFolder folder;
  const std::string out = folder.path("study");
  testing::internal::CaptureStdout();
  small_study(out, {});
  expect_error([&] { small_study(out, {}); }, {"is not empty"});
  expect_error([&] { small_study(out, {"--resume", "--eta", "0.03"}); }, {"eta", "0.03"});
  testing::internal::GetCapturedStdout();
}

TEST(Study, WhatFilesHoldDecidesNotTheirNames) {
  const TemporaryFolder folder;
  const std::string out = folder.path("study");
  Random random(4);
  const auto data = [&](const std::string& x, const std::string& y) {
    return std::vector<const char*>{"--train-images", x.c_str(), "--train-labels", y.c_str(),
                                    "--test-images",  x.c_str(), "--test-labels",  y.c_str()};
  };
  const auto with = [](std::vector<const char*> words, const char* more) {
    words.push_back(more);
    return words;
  };
  const std::string x = folder.path("x.npy"), y = folder.path("y.npy"), moved_x = folder.path("mx.npy"),
                    moved_y = folder.path("my.npy"), other = folder.path("other.npy");
  write_npy(x, normal_tensor(random, {40, 8, 8}));
  write_npy(other, normal_tensor(random, {40, 8, 8}));
  std::vector<Index> labels(40);
  for (std::size_t i = 0; i < 40; ++i) labels[i] = static_cast<Index>(i) % 3;
  write_npy(y, labels);
  testing::internal::CaptureStdout();
  const std::string before = small_study(out, data(x, y))[0].summary.text();
  std::filesystem::rename(x, moved_x);
  std::filesystem::rename(y, moved_y);
  EXPECT_EQ(small_study(out, with(data(moved_x, moved_y), "--continue"))[0].summary.text(), before);
  EXPECT_EQ(small_study(out, with(data(moved_x, moved_y), "--resume"))[0].summary.text(), before);
  expect_error([&] { small_study(out, with(data(other, moved_y), "--resume")); }, {"did not hold the same"});
  testing::internal::GetCapturedStdout();
}

/// A long run, a short one, one on other data and one that starts from the short one's model; `second` has the last
/// word on the second.
std::string four_runs(const std::string& folder, const char* threads, const std::vector<std::string>& second = {}) {
  const test::ScopedThreads kept(thread_count());
  TrainingSettings settings;
  Study study("four", "four runs.", settings);
  const char* words[] = {"four",         "--limit-train", "128", "--limit-test", "32",   "--layers", "1", "--out",
                         folder.c_str(), "--pool",        "2",   "--threads",    threads};
  study.flags().parse(13, words);
  std::vector<std::string> shorter = {"--epochs", "1", "--seed", "2"};
  shorter.insert(shorter.end(), second.begin(), second.end());
  study.add({"long", Task::classify, {"--epochs", "40"}});
  study.add({"short", Task::classify, shorter});
  study.add({"other", Task::reconstruct, {"--epochs", "1", "--surrogate", "gaussian"}});
  study.add({"next", Task::classify, {"--epochs", "1", "--seed", "3"}});
  study.add({"later", Task::classify, {"--epochs", "1", "--init", join(folder, "runs/long/model.safetensors")}, 1});
  testing::internal::CaptureStdout();
  std::string failure;
  EXPECT_TRUE(study.begin());
  try {
    study.train();
  } catch (const Error& error) {
    failure = error.what();
  }
  return testing::internal::GetCapturedStdout() + failure;
}

TEST(Study, RunsSideBySideWhereThreadsAreBusyAndTheBitsAreTheSame) {
  const TemporaryFolder folder;
  const std::string one = folder.path("one"), two = folder.path("two"), three = folder.path("three");
  EXPECT_NE(four_runs(one, "1").find("run 1 of 5: long"), std::string::npos);
  const std::string said = four_runs(two, "2");
  EXPECT_NE(said.find("run 1 of 5: short"), std::string::npos) << said;
  EXPECT_NE(said.find("run 5 of 5: later"), std::string::npos) << said;
  EXPECT_NE(four_runs(three, "3").find("run 1 of 5: long"), std::string::npos);  // two of six places would be idle
  for (const char* run : {"long", "short", "other", "next", "later"}) {
    const std::string model = concat("runs/", run, "/model.safetensors");
    EXPECT_EQ(read_file(join(two, model)), read_file(join(one, model))) << run;
    EXPECT_EQ(read_file(join(three, model)), read_file(join(one, model))) << run;
  }
}

TEST(Study, AnErrorOfARunIsSaidThoseBesideItEndAndNoneIsBegun) {
  const TemporaryFolder folder;
  testing::internal::CaptureStderr();
  const std::string said = four_runs(folder.path("study"), "2", {"--init", "nowhere.safetensors"});
  EXPECT_NE(testing::internal::GetCapturedStderr().find("short failed: "), std::string::npos);
  EXPECT_NE(said.find("nowhere.safetensors"), std::string::npos) << said;
  EXPECT_TRUE(file_exists(folder.path("study/runs/long/summary.json")));
  for (const char* run : {"next", "later"}) EXPECT_FALSE(folder_exists(folder.path(concat("study/runs/", run)))) << run;
}

TEST(Study, CommandsAreThoseOfTheRuns) {
  TrainingSettings settings;
  Study study("small-study", "one run.", settings);
  Index own = 0;
  study.flags().add("--seeds", own, "of the study alone", 0, 9);
  const char* words[] = {"small-study", "--commands", "--seeds", "3", "--stages", "2", "--eta", "0.02", "--out", "x"};
  study.flags().parse(10, words);
  study.add({"a", Task::reconstruct, {"--seed", "7"}});
  testing::internal::CaptureStdout();
  EXPECT_FALSE(study.begin());
  const std::string command = testing::internal::GetCapturedStdout();
  EXPECT_NE(command.find("reconstruct --generator free --share none --eta=0.02 --seed 7 --out x/runs/a --continue\n"),
            std::string::npos)
      << command;
  EXPECT_FALSE(folder_exists("x"));
}

}  // namespace
}  // namespace lgn
