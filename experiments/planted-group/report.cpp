#include "experiments/planted-group/report.h"

#include <algorithm>
#include <map>

#include "experiments/common/heat_map.h"
#include "experiments/common/plot.h"
#include "experiments/common/png.h"
#include "experiments/common/statistics.h"
#include "experiments/common/table.h"
#include "experiments/planted-group/metrics.h"
#include "experiments/planted-group/rates.h"
#include "experiments/planted-group/test_rates.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

using Cases = std::vector<const BenchmarkCase*>;

Cases of_action(const std::vector<BenchmarkCase>& cases, const std::string& action) {
  Cases chosen;
  for (const BenchmarkCase& c : cases) {
    if (c.part == "groups" && c.settings.problem.action == action) chosen.push_back(&c);
  }
  return chosen;
}

std::vector<std::string> actions_in(const std::vector<BenchmarkCase>& cases) {
  std::vector<std::string> names;
  for (const BenchmarkCase& c : cases) {
    const std::string& name = c.settings.problem.action;
    if (c.part == "groups" && std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(name);
  }
  return names;
}

std::vector<double> values(const Cases& cases, const std::string& key) {
  std::vector<double> result;
  for (const BenchmarkCase* c : cases) result.push_back(c->result.at(key).as_double());
  return result;
}

template <class Predicate>
Index count_if(const Cases& cases, Predicate predicate) {
  return std::count_if(cases.begin(), cases.end(), [&](const BenchmarkCase* c) { return predicate(*c); });
}

Index successes(const Cases& cases, const std::string& key = "cosine") {
  return count_if(cases, [&](const BenchmarkCase& c) { return c.result.at(key).as_double() > success; });
}

Index groups_found(const Cases& cases) {
  return count_if(cases, [](const BenchmarkCase& c) { return c.result.at("group_found").as_bool(); });
}

Index planted_order(const BenchmarkCase& c) {
  Random random(0, Stream::data);
  return planted_action(c.settings.problem.action, c.settings.problem.side, random).order;
}

Index orders_right(const Cases& cases) {
  return count_if(
      cases, [](const BenchmarkCase& c) { return c.result.at("order").as_integer() == planted_order(c); });
}

void summarize_action(const std::string& action, const Cases& cases, Json& summary) {
  const auto trials = static_cast<Index>(cases.size());
  set_rate(summary, "success_" + action, successes(cases), trials);
  summary.set("cosine_" + action, mean(values(cases, "cosine")));
  for (const char* key : {"cosine_span", "regular_cosine", "phase_distance", "closure", "recovered",
                          "loss_gap", "free_recovered"}) {
    summary.set(concat(key, "_", action), mean(values(cases, key)));
  }
  set_rate(summary, "order_found_" + action, orders_right(cases), trials);
  set_rate(summary, "group_found_" + action, groups_found(cases), trials);
  summarize_tests(action, cases, summary);
  for (const std::string& form : cases.front()->settings.baselines) {
    set_rate(summary, form + "_success_" + action, successes(cases, form + "_cosine"), trials);
    for (const char* key : {"cosine", "closure", "recovered"}) {
      summary.set(concat(form, "_", key, "_", action), mean(values(cases, concat(form, "_", key))));
    }
  }
}

/// Success against one setting of the problem.
Series success_curve(const std::vector<BenchmarkCase>& cases, const std::string& part,
                     double (*setting)(const ProblemSettings&)) {
  std::map<double, Cases> groups;
  for (const BenchmarkCase& c : cases) {
    const bool standard = c.part == "groups" && c.settings.problem.action == "random_4";
    if (c.part == part || standard) groups[setting(c.settings.problem)].push_back(&c);
  }
  Series series;
  series.mark = Mark::line;
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

std::string draw_curve(const std::vector<BenchmarkCase>& cases, const std::string& folder,
                       const std::string& part, const std::string& label,
                       double (*setting)(const ProblemSettings&)) {
  Plot plot;
  plot.title = "Recovery of a random group of order 4";
  plot.x.label = label;
  plot.y.label = "share of data sets with group cosine > 0.95";
  plot.y.range = Range{0, 1};
  plot.series = {success_curve(cases, part, setting)};
  plot.legend = Legend::none;
  const std::string file = join(folder, part + ".png");
  write_png(file, draw_plot(plot));
  return file;
}

std::string draw_phase_diagram(const std::vector<BenchmarkCase>& cases, const std::string& folder) {
  std::map<double, std::map<Index, std::vector<double>>> cosines;  // noise, patches
  for (const BenchmarkCase& c : cases) {
    if (c.part != "noise") continue;
    cosines[c.settings.problem.noise][c.settings.problem.patches].push_back(
        c.result.at("cosine").as_double());
  }
  HeatMapOptions options;
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
  options.title = "Mean group cosine, random group of order 4";
  options.row_label = "noise";
  options.column_label = "patches";
  options.cell = 56;
  options.map = ColorMap::sequential;
  options.range = Range{0, 1};
  const std::string file = join(folder, "noise.png");
  write_png(file, heat_map(Tensor::from({rows, static_cast<Index>(cells.size()) / rows}, cells), options));
  return file;
}

}  // namespace

Json summarize(const std::vector<BenchmarkCase>& cases) {
  Json summary;
  Index right = 0, planted = 0;
  for (const std::string& action : actions_in(cases)) {
    const Cases members = of_action(cases, action);
    const auto trials = static_cast<Index>(members.size());
    if (action == "none") {
      set_rate(summary, "false_positive", groups_found(members), trials);
      summarize_tests(action, members, summary);
      summary.set("score_none", mean(values(members, "score")));
      summary.set("free_recovered_none", mean(values(members, "free_recovered")));
      continue;
    }
    summarize_action(action, members, summary);
    if (action == "sixty_degrees") continue;  // no group to find the order of
    right += orders_right(members);
    planted += trials;
  }
  if (planted) set_rate(summary, "order_found", right, planted);
  return summary;
}

std::string report_table(const std::vector<BenchmarkCase>& cases) {
  Table table({"planted group", "cosine > 0.95", "mean cosine", "filters", "loss gap", "order found",
               "group found", "published: cosine"});
  std::vector<std::pair<std::string, Cases>> by_action;
  for (const std::string& action : actions_in(cases)) {
    const Cases members = of_action(cases, action);
    const auto trials = static_cast<Index>(members.size());
    by_action.push_back({action, members});
    if (action == "none") {
      table.add_row({action, "", "", percent(mean(values(members, "recovered")), 1), "", "",
                     rate_text(groups_found(members), trials), ""});
      continue;
    }
    table.add_row({action, rate_text(successes(members), trials), fixed(mean(values(members, "cosine")), 4),
                   percent(mean(values(members, "recovered")), 1),
                   percent(mean(values(members, "loss_gap")), 2), rate_text(orders_right(members), trials),
                   rate_text(groups_found(members), trials),
                   fixed(mean(values(members, "published_cosine")), 4)});
  }
  return table.text() + tests_table(by_action);
}

std::vector<std::string> draw_pictures(const std::vector<BenchmarkCase>& cases, const std::string& folder) {
  const bool full =
      std::any_of(cases.begin(), cases.end(), [](const BenchmarkCase& c) { return c.part != "groups"; });
  if (!full) return {};
  return {draw_curve(cases, folder, "filters", "filters n q; the space has d = 36 dimensions",
                     [](const ProblemSettings& s) { return static_cast<double>(s.filters); }),
          draw_curve(cases, folder, "dimension", "dimensions d; 5/3 d filters",
                     [](const ProblemSettings& s) { return static_cast<double>(s.side * s.side); }),
          draw_phase_diagram(cases, folder)};
}

}  // namespace lgn
