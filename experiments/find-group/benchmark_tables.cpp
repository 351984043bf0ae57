#include "experiments/find-group/benchmark_tables.h"

#include <algorithm>

#include "experiments/common/analysis/statistics.h"
#include "experiments/common/plotting/plot.h"
#include "experiments/common/plotting/png.h"
#include "experiments/common/program/table.h"
#include "tensor/io/file.h"

namespace lgn {

std::string BenchmarkRow::name() const {
  const std::string share = law.turned < 1 ? concat(" ", fixed(100 * law.turned, 0), " %") : "";
  return concat(law.base, ", ", law.action, share, law.kind.empty() ? "" : ", ", law.kind,
                law.secret.empty() ? "" : ", secret ", law.secret);
}

Index BenchmarkRow::count(const char* what) const {
  return std::count_if(results.begin(), results.end(), [&](const Json& each) { return each.at(what).as_bool(); });
}

double BenchmarkRow::median_of(const char* what) const {
  std::vector<double> values;
  for (const Json& each : results) values.push_back(each.at(what).as_double());
  return median(values);
}

std::string law_key(const std::string& name) {
  std::string result;
  for (const char c : name)
    if (c == ' ' || c == ',') {
      if (!result.empty() && result.back() != '_') result += '_';
    } else if (c != '%') {
      result += c;
    }
  if (result.ends_with('_')) result.pop_back();
  return result;
}

std::string rate_with_interval(Index successes, Index trials) {
  const Interval interval = wilson_interval(successes, trials);
  return concat(successes, " / ", trials, " (", fixed(interval.low, 2), ", ", fixed(interval.high, 2), ")");
}

std::string planted_table(const std::vector<BenchmarkRow>& rows, const std::string& hit, Json& summary) {
  Table table({"law", concat(hit, " (95 %)"), "whitened only", "proposed", "median order", "defect", "upper", "cosine",
               "not rejected", "agreement > .9"});
  for (const BenchmarkRow& row : rows) {
    const Index trials = static_cast<Index>(row.results.size()) + (hit == "found" ? row.failed : 0);
    if (row.results.empty()) continue;
    table.add_row({row.name(), rate_with_interval(row.count(hit.c_str()), trials), concat(row.count("whitened_only")),
                   concat(row.count("proposed")), fixed(row.median_of("order"), 0), fixed(row.median_of("defect"), 3),
                   fixed(row.median_of("upper"), 3), fixed(row.median_of("cosine"), 3),
                   std::to_string(row.count("not_rejected")), std::to_string(row.count("agrees"))});
    summary.set(concat(hit, "_", law_key(row.name())), row.count(hit.c_str()));
    summary.set(concat("whitened_only_", law_key(row.name())), row.count("whitened_only"));
    summary.set(concat("of_", law_key(row.name())), trials);
  }
  return table.text();
}

std::string coverage_table(const std::vector<BenchmarkRow>& rows, const std::vector<Json>& truth,
                           const std::string& folder, Json& summary) {
  Table table({"share acted on", "defect", "bound covers (95 %)", "certified", "not rejected at 5 %"});
  Series certified{.name = "certified", .mark = Mark::line_and_points},
      not_rejected{.name = "not rejected at 5 %", .mark = Mark::line_and_points, .dashed = true};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const BenchmarkRow& row = rows[i];
    if (row.results.empty() || truth[i].find("failed")) continue;
    const double defect = truth[i].at("defect").as_double();
    const Index trials = static_cast<Index>(row.results.size());
    const Index covered = std::count_if(row.results.begin(), row.results.end(),
                                        [&](const Json& each) { return each.at("upper").as_double() >= defect; });
    table.add_row({percent(row.law.turned, 1), fixed(defect, 3), rate_with_interval(covered, trials),
                   rate_with_interval(row.count("certified"), trials),
                   rate_with_interval(row.count("not_rejected"), trials)});
    summary.set(concat("coverage_", fixed(100 * row.law.turned, 1)),
                static_cast<double>(covered) / static_cast<double>(trials));
    const auto add = [&](Series& series, const char* what) {
      const Interval interval = wilson_interval(row.count(what), trials);
      series.x.push_back(defect);
      series.y.push_back(static_cast<double>(row.count(what)) / static_cast<double>(trials));
      series.low.push_back(interval.low);
      series.high.push_back(interval.high);
    };
    add(certified, "certified");
    add(not_rejected, "not_rejected");
  }
  write_png(join(folder, "power.png"), draw_plot({.title = "Quarter turn of a share of the patches",
                                                  .x = {.label = "defect"},
                                                  .y = {.label = "rate", .range = Range{0, 1}},
                                                  .series = {certified, not_rejected}}));
  return table.text();
}

std::string baseline_table(const std::vector<BenchmarkRow>& rows, bool planted, Json& summary) {
  std::vector<std::string> headings = {"a matrix fitted without an order", "agreement", "> .9",
                                       "|A^n - I|, least of n = 2 .. 12"};
  if (planted) headings.insert(headings.end(), {"cosine with the group", ">= .98"});
  Table table(headings);
  for (const BenchmarkRow& row : rows) {
    if (row.results.empty()) continue;
    std::vector<std::string> cells = {row.name()};
    const auto add_median = [&](const char* what) {
      cells.push_back(fixed(row.median_of(what), 3));
      summary.set(concat(what, "_", law_key(row.name())), row.median_of(what));
    };
    const auto add_count = [&](const char* what, double bound, const char* name) {
      const Index count = std::count_if(row.results.begin(), row.results.end(),
                                        [&](const Json& each) { return each.at(what).as_double() >= bound; });
      cells.push_back(concat(count, " of ", row.results.size()));
      summary.set(concat(name, "_", law_key(row.name())), count);
    };
    add_median("fit_agreement");
    add_count("fit_agreement", agreement_that_claims, "fit_claims");
    add_median("fit_closure");
    if (planted) {
      add_median("fit_cosine");
      add_count("fit_cosine", found_cosine, "fit_found");
    }
    table.add_row(cells);
  }
  return table.text();
}

}  // namespace lgn
