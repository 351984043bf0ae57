// Runs all tests, or one shard of them (tests/run.sh), and ends with the line "N passed, N failed".
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  const int status = RUN_ALL_TESTS();
  const auto& run = *testing::UnitTest::GetInstance();
  if (run.skipped_test_count()) std::printf("%d skipped, see above for why\n", run.skipped_test_count());
  std::printf("%d passed, %d failed\n", run.successful_test_count(), run.failed_test_count());
  const bool may_be_empty = std::getenv("GTEST_TOTAL_SHARDS") != nullptr;
  return run.test_to_run_count() == 0 && !may_be_empty ? 1 : status;
}
