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

void declare(Flags& flags, ContinuousGroupSettings& s, OutputSettings& output) {
  flags.add("--seeds", s.seeds, "data sets of each kind (--quick: 3)", 1, 1000);
  flags.add("--seed", s.seed, "of the first; the others follow", 0, 1'000'000'000);
  flags.add("--pairs", s.pairs, "pairs of images to fit on (--quick: 10000)", 4000, 10'000'000);
  flags.add("--copies", s.copies, "of a cloud, and points of the function (--quick: 4000)", 100, 10'000'000);
  flags.add("--noise", s.noise, "of every coordinate of a cloud, about 1 wide, in the second run of each", 1e-6, 1);
  flags.add("--quick", s.quick, "three seeds, no 20x20, training on 5x5 only: a minute");
  declare_output_flags(flags, output, "--continue", "show what is complete in --out, else begin there");
}

void settle(ContinuousGroupSettings& s, const Flags& flags) {
  if (s.quick && !flags.given("--seeds")) s.seeds = 3;
  if (s.quick && !flags.given("--copies")) s.copies = 4000;
  if (s.quick && !flags.given("--pairs")) s.pairs = 10'000;
}

int run(int argc, char** argv) {
  ContinuousGroupSettings settings;
  OutputSettings output;
  Flags flags("continuous-group", "finds generators of continuous groups, and the groups of point clouds.");
  declare(flags, settings, output);
  if (!flags.parse(argc, argv)) return 0;
  settle(settings, flags);
  if (output.go_on && !output.out.empty() && file_exists(join(output.out, "summary.json"))) {
    require_run_of(output.out, flags.program());
    require_same_flags(output.out, flags);
    std::fputs(read_file(join(output.out, "table.txt")).c_str(), stdout);
    return 0;
  }
  RunReport report("continuous-group", flags, output);
  end_when_interrupted_in(report.folder(), output.go_on_flag);
  Json& summary = report.summary;
  summary.set("seeds", settings.seeds);
  report.show(flow_table(settings, report.folder(), summary));
  report.show(control_table(settings, summary));
  report.show(cloud_table(settings, summary));
  report.show(angle_table(settings, summary));
  report.show(two_body_table(settings.seeds, settings.seed, report.folder(), summary));
  report.finish();
  return 0;
}

}  // namespace
}  // namespace lgn

int main(int argc, char** argv) {
  return lgn::run_program([&] { return lgn::run(argc, argv); });
}
