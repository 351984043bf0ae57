#include <algorithm>
#include <map>

#include "experiments/common/analysis/statistics.h"
#include "experiments/common/plotting/heat_map.h"
#include "experiments/common/plotting/plot.h"
#include "experiments/common/plotting/png.h"
#include "experiments/common/program/table.h"
#include "experiments/planted-group/report.h"
#include "experiments/planted-group/selection.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

/// Success against one setting of the problem.
Series success_curve(const std::vector<BenchmarkCase>& cases, const std::string& part,
                     double (*setting)(const ProblemSettings&)) {
  std::map<double, Chosen<BenchmarkCase>> groups;
  for (const BenchmarkCase& c : cases) {
    const bool standard = c.part == "groups" && c.settings.problem.action == "random_4";
    if (c.part == part || standard) groups[setting(c.settings.problem)].push_back(&c);
  }
  Series series;
  for (const auto& [x, members] : groups) {
    const auto trials = static_cast<Index>(members.size());
    const Interval interval = wilson_interval(successes(members), trials);
    series.x.push_back(x);
    series.y.push_back(static_cast<double>(successes(members)) / static_cast<double>(trials));
    series.low.push_back(interval.low);
    series.high.push_back(interval.high);
  }
  return series;
}

std::string draw_curve(const std::vector<BenchmarkCase>& cases, const std::string& folder, const std::string& part,
                       const std::string& label, double (*setting)(const ProblemSettings&)) {
  const Plot plot{.title = "Recovery of a random group of order 4",
                  .x = {.label = label},
                  .y = {.label = "share of data sets with group cosine > 0.95", .range = Range{0, 1}},
                  .series = {success_curve(cases, part, setting)},
                  .legend = Legend::none};
  const std::string file = join(folder, part + ".png");
  write_png(file, draw_plot(plot));
  return file;
}

std::string draw_phase_diagram(const std::vector<BenchmarkCase>& cases, const std::string& folder) {
  std::map<double, std::map<Index, std::vector<double>>> cosines;  // noise, patches
  for (const BenchmarkCase& c : cases) {
    if (c.part != "noise") continue;
    const Json* cosine = c.result.find("cosine");
    cosines[c.settings.problem.noise][c.settings.problem.patches].push_back(cosine ? cosine->as_double() : 0);
  }
  HeatMapOptions options{.title = "Mean group cosine, random group of order 4",
                         .row_label = "noise",
                         .column_label = "patches",
                         .map = ColorMap::sequential,
                         .range = Range{0, 1},
                         .cell = 56};
  std::vector<float> cells;
  for (const auto& [noise, row] : cosines) {
    options.row_names.push_back(fixed(noise, 2));
    options.column_names.clear();
    for (const auto& [count, entries] : row) {
      options.column_names.push_back(concat(count));
      cells.push_back(static_cast<float>(mean(entries)));
    }
  }
  const auto rows = static_cast<Index>(cosines.size());
  const std::string file = join(folder, "noise.png");
  write_png(file, heat_map(Tensor::from({rows, static_cast<Index>(cells.size()) / rows}, cells), options));
  return file;
}

}  // namespace

std::vector<std::string> draw_pictures(const std::vector<BenchmarkCase>& cases, const std::string& folder) {
  const bool full = std::any_of(cases.begin(), cases.end(), [](const BenchmarkCase& c) { return c.part != "groups"; });
  if (!full) return {};
  return {draw_curve(cases, folder, "filters", "filters n q; the space has d = 36 dimensions",
                     [](const ProblemSettings& s) { return static_cast<double>(s.filters); }),
          draw_curve(cases, folder, "dimension", "dimensions d; 5/3 d filters",
                     [](const ProblemSettings& s) { return static_cast<double>(s.side * s.side); }),
          draw_phase_diagram(cases, folder)};
}

}  // namespace lgn
