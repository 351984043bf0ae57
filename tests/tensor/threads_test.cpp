#include "tensor/threads.h"

#include <atomic>
#include <chrono>
#include <mutex>
#include <numeric>
#include <set>
#include <thread>
#include <vector>

#include "tests/autograd/gradient_checks.h"

namespace lgn {
namespace {

/// Runs the test with other thread counts, and puts back the one before.
class Threads : public testing::Test {
  test::ScopedThreads kept_{thread_count()};
};

TEST_F(Threads, EveryTaskRunsOnce) {
  for (int threads : {1, 2, 3, 17}) {  // also more than there are cores
    set_thread_count(threads);
    EXPECT_EQ(thread_count(), threads);
    for (Index count : {1, 2, 3, 1000}) {
      std::vector<std::atomic<int>> runs(count);
      parallel_for(count, [&](Index i) { ++runs[i]; });
      for (const auto& run : runs) EXPECT_EQ(run, 1);
    }
  }
}

TEST_F(Threads, NoTasksNoCall) {
  parallel_for(0, [](Index) { FAIL(); });
  parallel_for(-3, [](Index) { FAIL(); });
  parallel_ranges(0, 10, [](Index, Index) { FAIL(); });
}

TEST_F(Threads, SeveralThreadsTakePart) {
  set_thread_count(3);
  std::mutex mutex;
  std::set<std::thread::id> seen;
  std::atomic<int> arrived{0};
  parallel_for(3, [&](Index) {  // every task waits until all three run
    {
      std::lock_guard lock(mutex);
      seen.insert(std::this_thread::get_id());
    }
    ++arrived;
    while (arrived < 3) std::this_thread::yield();
  });
  EXPECT_EQ(seen.size(), 3u);
}

TEST_F(Threads, RangesCoverEverythingInPieces) {
  set_thread_count(3);
  std::vector<std::atomic<int>> runs(103);
  parallel_ranges(103, 10, [&](Index first, Index last) {
    EXPECT_EQ(first % 10, 0);
    EXPECT_LE(last - first, 10);
    for (Index i = first; i < last; ++i) ++runs[i];
  });
  for (const auto& run : runs) EXPECT_EQ(run, 1);
}

TEST_F(Threads, TheExceptionOfTheLowestTaskIsThrownAfterAllHaveEnded) {
  for (int threads : {1, 2, 5}) {
    set_thread_count(threads);
    std::atomic<int> ended{0};
    expect_error(
        [&] {
          parallel_for(100, [&](Index i) {
            ++ended;
            if (i % 30 == 29) fail("task ", i, " failed");
          });
        },
        "task 29 failed");
    EXPECT_EQ(ended, 100) << threads << " threads";
    std::atomic<int> after{0};
    parallel_for(10, [&](Index) { ++after; });  // and the pool still works
    EXPECT_EQ(after, 10);
  }
}

TEST_F(Threads, CallsWithinTasksRunInPlace) {
  for (int threads : {1, 2, 5}) {
    set_thread_count(threads);
    std::vector<int> sums(20);
    parallel_for(20, [&](Index i) {
      const auto here = std::this_thread::get_id();
      parallel_for(30, [&](Index j) {
        EXPECT_EQ(std::this_thread::get_id(), here);
        parallel_for(2, [&](Index k) { sums[i] += static_cast<int>(j + k); });
      });
    });
    for (int sum : sums) EXPECT_EQ(sum, 2 * 29 * 30 / 2 + 30);
  }
}

TEST_F(Threads, ExceptionsPassThroughNestedCalls) {
  set_thread_count(3);
  expect_error(
      [] {
        parallel_for(4, [](Index i) {
          parallel_for(4, [=](Index j) {
            if (i == 2 && j == 1) fail("inner");
          });
        });
      },
      "inner");
}

TEST_F(Threads, ATaskMayAskForTheNumberOfThreads) {
  for (int threads : {1, 3}) {
    set_thread_count(threads);
    parallel_for(50, [&](Index) { EXPECT_EQ(thread_count(), threads); });
  }
}

TEST_F(Threads, ALoneTaskMayUseThemAll) {
  set_thread_count(2);
  std::atomic<int> arrived{0};
  parallel_for(1, [&](Index) {
    parallel_for(2, [&](Index) {
      ++arrived;
      const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
      while (arrived < 2 && std::chrono::steady_clock::now() < limit) std::this_thread::yield();
      EXPECT_EQ(arrived, 2);
    });
  });
}

TEST_F(Threads, CallersOnSeveralThreads) {
  set_thread_count(2);
  std::vector<std::thread> callers;
  std::atomic<int> runs{0};
  for (int c = 0; c < 3; ++c) {
    callers.emplace_back([&] {
      for (int i = 0; i < 100; ++i) parallel_for(10, [&](Index) { ++runs; });
    });
  }
  for (auto& caller : callers) caller.join();
  EXPECT_EQ(runs, 3000);
}

TEST_F(Threads, ManyShortJobsAndPauses) {
  set_thread_count(4);
  std::atomic<long> sum{0};
  for (int i = 0; i < 2000; ++i) {
    parallel_for(7, [&](Index task) { sum += task; });
    if (i % 500 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(2));  // long enough to fall asleep
  }
  EXPECT_EQ(sum, 2000 * 21);
}

TEST_F(Threads, Errors) {
  expect_error([] { set_thread_count(0); }, "is 0; expected 1 to 1024");
  expect_error([] { set_thread_count(1025); }, "is 1025");
  set_thread_count(2);
  expect_error([] { parallel_for(3, [](Index) { set_thread_count(1); }); }, "cannot change while they work");
  EXPECT_GE(available_cores(), 1);
}

}  // namespace
}  // namespace lgn
