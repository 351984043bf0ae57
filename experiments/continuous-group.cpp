// Continuous groups: the generator L of exp(t L), amounts t not told, and the groups of point clouds.
//
//   build/continuous-group --quick        a minute
//   build/continuous-group                ten seeds of everything
//
// 1. Pairs of an image of noise and the same image turned, scaled or shifted by an amount of its own, which
//    nobody tells: L by the logarithm of a fitted flow (lgn/recovery/flow_generator.h) and by training.
// 2. The same without a one-parameter group: nothing may be claimed.
// 3. Unpaired turned copies of clouds of points, in which groups are finite, continuous, or absent
//    (lgn/recovery/moving_frame.h); and a function of the angle modulo 2 pi / 7.
// 4. Consecutive states of the two-body problem: the L whose exp(t L) commutes with the flow.
#include <cstdio>

#include "experiments/common/program/program.h"
#include "experiments/common/program/run_directory.h"
#include "experiments/continuous-group/tables.h"
#include "experiments/continuous-group/two_body.h"
#include "tensor/io/file.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

struct ContinuousGroupRun {
  std::string out;
  bool overwrite = false, go_on = false;
  Index threads = thread_count();
};

void declare(Flags& flags, ContinuousGroupSettings& s, ContinuousGroupRun& run) {
  flags.add("--seeds", s.seeds, "data sets of each kind (--quick: 3)", 1, 1000);
  flags.add("--seed", s.seed, "of the first; the others follow", 0, 1'000'000'000);
  flags.add("--pairs", s.pairs, "pairs of images to fit on (--quick: 10000)", 4000, 10'000'000);
  flags.add("--copies", s.copies, "of a cloud, and points of the function (--quick: 4000)", 100, 10'000'000);
  flags.add("--noise", s.noise, "of every coordinate of a cloud, about 1 wide, in the second run of each",
            1e-6, 1);
  flags.add("--quick", s.quick, "three seeds, no 20x20, training on 5x5 only: a minute");
  flags.add("--out", run.out, "folder for the results (a new one under runs/)", "DIR");
  flags.add("--overwrite", run.overwrite, "use --out even if it is not empty");
  flags.add("--continue", run.go_on, "show what is complete in --out, else begin there");
  flags.add("--threads", run.threads,
            "threads; the default is LGN_THREADS, else the cores this process may use", 1, 1024);
}

void settle(ContinuousGroupSettings& s, const Flags& flags) {
  if (s.quick && !flags.given("--seeds")) s.seeds = 3;
  if (s.quick && !flags.given("--copies")) s.copies = 4000;
  if (s.quick && !flags.given("--pairs")) s.pairs = 10'000;
}

int run(int argc, char** argv) {
  ContinuousGroupSettings settings;
  ContinuousGroupRun own;
  Flags flags("continuous-group", "finds generators of continuous groups, and the groups of point clouds.");
  declare(flags, settings, own);
  if (!flags.parse(argc, argv)) return 0;
  settle(settings, flags);
  set_thread_count(static_cast<int>(own.threads));
  if (own.go_on && file_exists(join(own.out, "summary.json"))) {
    std::fputs(read_file(join(own.out, "table.txt")).c_str(), stdout);
    return 0;
  }
  const RunDirectory directory = make_run_directory("continuous-group", own.out, own.overwrite || own.go_on);
  const std::string& folder = directory.folder;
  write_file(join(folder, "config.json"), run_config(flags, {}).pretty());
  Json summary{Json::Object{}};
  summary.set("seeds", settings.seeds);
  RunReport report(folder);
  report.show(flow_table(settings, folder, summary));
  report.show(control_table(settings, summary));
  report.show(cloud_table(settings, summary));
  report.show(angle_table(settings, summary));
  report.show(two_body_table(settings.seeds, settings.seed, folder, summary));
  report.finish(summary);
  return 0;
}

}  // namespace
}  // namespace lgn

int main(int argc, char** argv) {
  return lgn::run_program([&] { return lgn::run(argc, argv); });
}
