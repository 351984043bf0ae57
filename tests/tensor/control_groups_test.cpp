#include "tensor/control_groups.h"

#include <gtest/gtest.h>

#include <cstdint>

#include "tensor/io/file.h"
#include "tests/support.h"

namespace lgn {
namespace {

/// Files as the system has them, below a folder of the test's.
class ControlGroups : public testing::Test {
 protected:
  void put(const std::string& group, const std::string& name, const std::string& text) {
    make_folders(folder_.path("root/" + group));
    write_file(folder_.path("root/" + group + "/" + name), text + "\n");
  }
  std::vector<ControlGroup> of(const std::string& controller, const std::string& groups_of_process) {
    write_file(folder_.path("groups"), groups_of_process);
    return control_groups(controller, folder_.path("root"), folder_.path("groups"));
  }
  std::size_t memory(const std::string& groups) { return memory_left_by(of("memory", groups)); }
  int cores(const std::string& groups) { return cores_left_by(of("cpu", groups)); }

 private:
  const test::TemporaryFolder folder_;
};

TEST_F(ControlGroups, TheMemoryOfTheProcessesGroupAndOfThoseAboveItCounts) {
  EXPECT_EQ(memory("0::/\n"), SIZE_MAX);  // no limit anywhere
  put("job/step", "memory.max", "max");
  put("job/step", "memory.current", "1000");
  put("job", "memory.max", "5000");
  put("job", "memory.current", "4500");
  EXPECT_EQ(memory("0::/job/step\n"), 500u);
  EXPECT_EQ(memory("0::/other\n"), SIZE_MAX);
  put("job", "memory.stat", "anon 1500\nactive_file 1000\nshmem 7\ninactive_file 2000");
  EXPECT_EQ(memory("0::/job/step\n"), 3500u);  // pages of files are given back
  put("", "memory.max", "3000");               // as it is inside a container, whatever the group's name
  put("", "memory.current", "100");
  EXPECT_EQ(memory("0::/outside/name\n"), 2900u);

  put("memory/slurm/job", "memory.limit_in_bytes", "2000");
  put("memory/slurm/job", "memory.usage_in_bytes", "2500");
  put("memory/slurm/job", "memory.stat", "inactive_file 1\ntotal_inactive_file 900\ntotal_active_file 100");
  EXPECT_EQ(memory("3:cpu,cpuacct:/slurm/job\n2:pids,memory:/slurm/job\n0::/\n"), 500u);
}

TEST_F(ControlGroups, TheSmallestQuotaOfCoresOnTheWayUpCounts) {
  EXPECT_EQ(cores("0::/\n"), 0);
  put("system.slice/job.scope", "cpu.max", "max 100000");
  put("system.slice", "cpu.max", "250000 100000");
  EXPECT_EQ(cores("0::/system.slice/job.scope\n"), 3);  // 2.5, rounded
  put("system.slice/job.scope", "cpu.max", "50000 50000");
  EXPECT_EQ(cores("0::/system.slice/job.scope\n"), 1);
  EXPECT_EQ(cores("0::/user.slice\n"), 0);
  put("", "cpu.max", "20000 100000");
  EXPECT_EQ(cores("0::/user.slice\n"), 1);  // never none
}

TEST_F(ControlGroups, VersionOneHasAFolderForEveryController) {
  put("cpu/slurm/job", "cpu.cfs_quota_us", "-1");
  put("cpu/slurm/job", "cpu.cfs_period_us", "100000");
  EXPECT_EQ(cores("4:cpu:/slurm/job\n"), 0);
  put("cpu/slurm", "cpu.cfs_quota_us", "400000");
  put("cpu/slurm", "cpu.cfs_period_us", "100000");
  EXPECT_EQ(cores("4:cpu:/slurm/job\n"), 4);
  EXPECT_EQ(cores("4:cpuset:/slurm/job\n"), 0);  // another controller
  put("cpu,cpuacct/slurm/job", "cpu.cfs_quota_us", "200000");
  put("cpu,cpuacct/slurm/job", "cpu.cfs_period_us", "100000");
  EXPECT_EQ(cores("4:cpu,cpuacct:/slurm/job\n"), 2);
}

}  // namespace
}  // namespace lgn
