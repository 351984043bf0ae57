// Running time (the paper's Figure 3): what a regulariser adds to the time of training.
//
//   build/running-time --dataset cifar10 --data-dir data
//
// Runs without and with each regulariser are trained side by side, step by step, in an order drawn anew for
// every step; a round gives one time of each, and the overhead is the median over rounds of their ratio.
// timings.json keeps every time: the same command with --resume measures what is missing, and redraws.
#include <cstdio>

#include "experiments/common/analysis/distribution.h"
#include "experiments/common/plotting/image_grid.h"
#include "experiments/common/plotting/png.h"
#include "experiments/common/program/program.h"
#include "experiments/common/program/progress.h"
#include "experiments/common/program/run_directory.h"
#include "experiments/common/program/table.h"
#include "experiments/common/training/training_program.h"
#include "experiments/running-time/timings.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

struct RunningTimeSettings {
  TrainingSettings training;
  Index rounds = 40, steps = 50;
};

void add_distribution(Plot& plot, const std::string& name, const std::vector<double>& values, Index color,
                      const std::optional<Range>& bars) {
  if (bars) {
    plot.series.push_back(histogram(values, 20, *bars));
    plot.series.back().color = line_color(color);
  }
  plot.series.push_back(density_curve(values));
  plot.series.back().name = name;
  plot.series.back().color = line_color(color);
}

Canvas picture(const Timings& timings) {
  Plot runs{.title = "Time of a training run", .x = {.label = "seconds"}, .y = {.label = "density"}};
  Plot ratios{.title = "Beside no regulariser, round by round",
              .x = {.label = "time / time without"},
              .y = {.label = "density"}};
  const auto& names = timed_regularizers();
  std::vector<double> both = timings.seconds[0];  // none and inverse, as in the paper's figure
  both.insert(both.end(), timings.seconds[1].begin(), timings.seconds[1].end());
  const Range range{quantile(both, 0) * 0.999, quantile(both, 1) * 1.001};
  for (std::size_t r = 0; r < names.size(); ++r) {
    const auto color = static_cast<Index>(r);
    if (r < 2) add_distribution(runs, names[r], timings.seconds[r], color, range);
    if (r > 0) add_distribution(ratios, names[r], timings.ratios(r), color, {});
  }
  return panels({draw_plot(runs), draw_plot(ratios)}, 2);
}

void report(const Timings& timings, const std::string& folder, const std::vector<std::string>& notes) {
  Table table({concat("run of ", timings.steps, " steps"), "median", "ratio to none", "95 % interval", "paper"});
  Json summary{Json::Object{}};
  const auto& names = timed_regularizers();
  for (std::size_t r = 0; r < names.size(); ++r) {
    const std::vector<double> ratios = timings.ratios(r);
    const bool enough = timings.rounds() >= fewest_for_median_interval;
    const Interval interval = median_interval(ratios);
    const double seconds = median(timings.seconds[r]), ratio = median(ratios);
    const char* paper = names[r] == "none" ? "about 360 s" : names[r] == "inverse" ? "about 465 s: 1.29" : "-";
    table.add_row({names[r], fixed(seconds, 3) + " s", fixed(ratio, 3),
                   enough ? fixed(interval.low, 3) + " .. " + fixed(interval.high, 3) : "too few rounds", paper});
    summary.set("seconds_" + names[r], seconds);
    if (r == 0) continue;
    summary.set("overhead_" + names[r], ratio - 1);
    if (!enough) continue;
    summary.set("overhead_" + names[r] + "_low", interval.low - 1);
    summary.set("overhead_" + names[r] + "_high", interval.high - 1);
  }
  summary.set("rounds", timings.rounds());
  summary.set("steps", timings.steps);
  std::printf("\n%sThe paper trained on a GPU; its runs are longer, the ratio is what compares.\n",
              table.text().c_str());
  for (const std::string& note : notes) std::printf("note: %s\n", note.c_str());
  write_png(join(folder, "running-time.png"), picture(timings));
  write_file(join(folder, "summary.json"), summary.pretty());
  std::printf("\nresults in %s: running-time.png, timings.json, summary.json\n", folder.c_str());
}

void measure(Timings& timings, const PreparedData& data, const RunningTimeSettings& s, const Flags& flags,
             const std::string& folder) {
  const Index per_round = s.steps + 1;
  Progress progress(static_cast<double>(s.rounds * per_round), static_cast<double>(timings.rounds() * per_round));
  while (timings.rounds() < s.rounds) {
    const Index round = timings.rounds();
    add_round(timings, data, s.training, flags, [&](Index step) {
      progress.show(static_cast<double>(round * per_round + step), concat("round ", round + 1, "/", s.rounds));
    });
    save_timings(join(folder, "timings.json"), timings);
  }
  progress.clear();
}

int run(int argc, char** argv) {
  RunningTimeSettings s;
  s.training.architecture = published_architecture();
  s.training.state_file = "timings.json";
  Flags flags("running-time", "times training without and with each regulariser, side by side.");
  declare_training_flags(flags, s.training);
  flags.heading("The measurement");
  flags.add("--rounds", s.rounds, "runs under each regulariser (with --quick 12)", 1, 1'000'000);
  flags.add("--steps", s.steps, "training steps in a run (with --quick 10)", 1, 1'000'000);
  if (!flags.parse(argc, argv)) return 0;
  for (const char* flag : {"--regularizer", "--augment", "--profile"})
    require(!flags.given(flag), flag,
            " has no part in this measurement, of steps of training under every regulariser; leave it out");
  settle(s.training, flags);
  if (s.training.quick && !flags.given("--rounds")) s.rounds = 12;
  if (s.training.quick && !flags.given("--steps")) s.steps = 10;

  Json settings{Json::Object{}};
  const Json deciding = deciding_settings(flags);
  for (const auto& [key, value] : deciding.as_object())
    if (key != "rounds" && !names_a_file(key, value)) settings.set(key, value);
  const PreparedData data = prepare_data(s.training);
  settings.set("contents", contents_of_files(s.training, data));
  settings.set("threads", s.training.threads);
  const RunDirectory directory =
      make_run_directory("running-time", s.training.out, s.training.resume || s.training.overwrite);
  const std::string& folder = directory.folder;
  if (s.training.resume) require_run_of(folder, flags.program());
  std::remove(join(folder, "summary.json").c_str());  // until this one is complete
  end_when_interrupted_in(folder);
  const std::string file = join(folder, s.training.state_file);
  Timings timings{s.steps, settings, std::vector<std::vector<double>>(timed_regularizers().size())};
  if (s.training.resume && file_exists(file)) timings = load_timings(file, settings);

  write_file(join(folder, "config.json"), run_config(flags, data.notes).pretty());
  std::printf("timing %s on %s: %lld rounds of %lld steps under each of 4 settings, %lld threads\n",
              name(s.training.architecture.task), data.name.c_str(), static_cast<long long>(s.rounds),
              static_cast<long long>(s.steps), static_cast<long long>(s.training.threads));
  std::fflush(stdout);
  measure(timings, data, s, flags, folder);
  report(timings, folder, data.notes);
  return 0;
}

}  // namespace
}  // namespace lgn

int main(int argc, char** argv) {
  return lgn::run_program([&] { return lgn::run(argc, argv); });
}
