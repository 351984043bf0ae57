// Runs all tests and ends with the line "N passed, N failed".
#include <gtest/gtest.h>

#include <cstdio>

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  const int status = RUN_ALL_TESTS();
  const auto& run = *testing::UnitTest::GetInstance();
  if (run.skipped_test_count()) std::printf("%d skipped, see above for why\n", run.skipped_test_count());
  std::printf("%d passed, %d failed\n", run.successful_test_count(), run.failed_test_count());
  return run.test_to_run_count() == 0 ? 1 : status;
}
