// Is a group found again that was planted in the data, and none found where there is none?
//
//   build/planted-group --quick      eight groups, 20 seeds each, and 100 data sets without a group
//   build/planted-group              all groups, baselines and sweeps: some three hours of a thread
//   build/planted-group --quick --version convolutional      the quarter turn in images, 20 seeds
#include <cstdio>

#include "experiments/common/plotting/png.h"
#include "experiments/common/program/flags.h"
#include "experiments/common/program/program.h"
#include "experiments/common/program/run_directory.h"
#include "experiments/planted-group/convolutional.h"
#include "experiments/planted-group/group_picture.h"
#include "experiments/planted-group/report.h"
#include "experiments/planted-group/run_cases.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

struct Settings {
  BenchmarkSettings benchmark;
  OutputSettings output;
  std::string action, version = "both";
  Index images = 1000;
  bool picture = false;
};

void declare(Flags& flags, Settings& s) {
  BenchmarkSettings& b = s.benchmark;
  flags.heading("Benchmark");
  flags.add("--quick", b.quick, "eight groups and none, the published construction as the only baseline, no sweeps");
  flags.add_choice("--version", s.version, {"patch", "convolutional", "both"},
                   "plants groups in patches, in images, where filters may stand anywhere, or first in the one, then "
                   "in the other (with --quick patch)");
  flags.add("--action", s.action, "only this planted group: quarter_turn, row_shift, random_4, none, ..", "NAME");
  flags.add("--seeds", b.seeds,
            "data sets per planted group; half or a quarter of it where something is varied or compared", 1, 100'000);
  flags.add("--without-group", b.without_group, "data sets without a group", 1, 100'000);
  flags.add("--null-draws", b.null_draws,
            "random Q A Q^T whose mean distance is the unit of the defect of what is found", 1, 1'000'000);
  flags.add("--patches", b.patches, "patches of a data set, half of them held out", 200, 10'000'000);
  flags.add("--images", s.images, "images of a convolutional data set, half of them held out", 120, 1'000'000);
  flags.add("--baseline-steps", b.baseline_steps,
            "training steps of each baseline, and of the network that starts from nothing (100 with --quick)", 1,
            1'000'000);
  flags.add("--seed", b.seed, "of the first data set; the others follow", 0, 1'000'000'000);
  flags.add("--picture", s.picture,
            "instead of the benchmark: one data set with the group that --action names (quarter_turn), and a picture "
            "of what is found, group.png");
  flags.heading("The run");
  declare_output_flags(flags, s.output, "--resume",
                       "go on with the run in --out: cases that are there are not run again");
}

void settle(Settings& s, const Flags& flags) {
  if (s.benchmark.quick && !flags.given("--baseline-steps")) s.benchmark.baseline_steps = 100;
  if (s.benchmark.quick && !flags.given("--version")) s.version = "patch";
  if (!s.action.empty()) {
    Random random(0, Stream::data);
    const PlantedAction planted =
        planted_action(s.action, ProblemSettings{}.side, random);  // or an error that lists them
    require(!s.picture || planted.order > 0, "--picture shows a group that is found; --action none plants none");
    s.benchmark.actions = {s.action};
  }
  require_resumable(s.output.out, s.output.go_on, s.output.overwrite);
}

ConvolutionalSettings convolutional(const Settings& s) {
  const BenchmarkSettings& b = s.benchmark;
  return {b.quick, b.seeds, b.null_draws, b.baseline_steps, s.images, b.seed, b.actions};
}

/// A single data set, and what is found in it.
void run_picture(const Settings& s, const std::string& folder) {
  ProblemSettings problem;
  if (!s.action.empty()) problem.action = s.action;
  problem.patches = s.benchmark.patches, problem.seed = s.benchmark.seed;
  const GroupPicture found = draw_found_group(problem);
  const std::string file = join(folder, "group.png");
  write_png(file, found.picture);
  std::printf("%s found in %lld patches with group cosine %.4f: %s\n", problem.action.c_str(),
              static_cast<long long>(problem.patches), found.cosine, file.c_str());
}

/// Plants in patches; returns what is printed.
std::string run_patch_version(const Settings& s, const std::string& folder, Json& summary) {
  std::vector<BenchmarkCase> cases = benchmark_cases(s.benchmark);
  run_cases(cases, folder, s.output.go_on);
  summary = summarize(cases);
  std::string text = report_table(cases);
  for (const std::string& file : draw_pictures(cases, folder)) text += file + "\n";
  return text;
}

/// Plants in images.
std::string run_convolutional_version(const Settings& s, const std::string& folder, Json& summary) {
  std::vector<ConvolutionalBenchmarkCase> cases = convolutional_cases(convolutional(s));
  run_cases(cases, folder, s.output.go_on);
  summarize(cases, summary);
  return report_table(cases);
}

int run(int argc, char** argv) {
  Settings settings;
  Flags flags("planted-group", "plants groups in data and looks whether they are found again.");
  declare(flags, settings);
  if (!flags.parse(argc, argv)) return 0;
  settle(settings, flags);
  if (settings.picture) {
    set_thread_count(static_cast<int>(settings.output.threads));
    run_picture(settings, make_run_directory("planted-group", settings.output.out, settings.output.overwrite).folder);
    return 0;
  }
  RunReport report("planted-group", flags, settings.output, {"action", "version"});
  const std::string& folder = report.folder();
  end_when_interrupted_in(folder, settings.output.go_on_flag);
  if (settings.version != "convolutional") report.show(run_patch_version(settings, folder, report.summary));
  if (settings.version != "patch") report.show(run_convolutional_version(settings, folder, report.summary));
  report.finish();
  return 0;
}

}  // namespace
}  // namespace lgn

int main(int argc, char** argv) {
  return lgn::run_program([&] { return lgn::run(argc, argv); });
}
