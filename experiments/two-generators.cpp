// Groups of more than one generator: found in patches, and completed from part of their multiplication table.
//
//   build/two-generators --quick      a minute
//   build/two-generators              ten seeds of everything, a quarter of an hour of one core
//
// 1. Commuting generators, dihedral groups and the rotations of the solids act in a random basis on patches
//    of 6x6 (common/planted/problem.h). Filters are learned freely; matrices that permute them generate the
//    group (two-generators/whole_group.h); it is judged by patches of its own, as find-group's are.
// 2. Of a group's table a share of the entries is known; the rest by HyperCube's objective
//    (experiments/two-generators/table_completion.h), which is told no axiom, beside what the axioms imply by
//    deduction.
#include <algorithm>
#include <functional>
#include <optional>

#include "autograd/profile.h"
#include "experiments/common/analysis/statistics.h"
#include "experiments/common/planted/metrics.h"
#include "experiments/common/planted/problem.h"
#include "experiments/common/plotting/image_grid.h"
#include "experiments/common/plotting/plot.h"
#include "experiments/common/plotting/png.h"
#include "experiments/common/program/flags.h"
#include "experiments/common/program/program.h"
#include "experiments/common/program/run_directory.h"
#include "experiments/common/program/table.h"
#include "experiments/common/study/jobs.h"
#include "experiments/common/study/shares.h"
#include "experiments/two-generators/partial_tables.h"
#include "experiments/two-generators/whole_group.h"
#include "lgn/probe/dictionary_candidates.h"
#include "lgn/recovery/dictionary_learning.h"
#include "tensor/io/file.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

struct TwoGeneratorsSettings {
  bool quick = false;
  OutputSettings output;
  Index seeds = 10, seed = 1;
  std::vector<double> shares = {0.3, 0.4, 0.5, 0.6, 0.8};
  std::vector<std::string> planted = {"Z2 x Z2",    "Z3 x Z3",     "Z2 x Z6",    "Z6 x Z6",
                                      "dihedral 3", "dihedral 4",  "dihedral 6", "tetrahedral",
                                      "octahedral", "icosahedral", "cyclic 4",   "none"};
  std::vector<std::string> tables = {"Z6", "S3", "Z2^3", "D4", "Q8", "A4"};
};

std::string spaceless(std::string name) {
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

/// One data set: the group planted in it, or none, against the one found.
Json recover_whole_group(const std::string& name, Index seed) {
  ProblemSettings settings;
  settings.seed = seed;
  const double start = seconds_now();
  Random random(static_cast<std::uint64_t>(seed), Stream::data);
  const std::vector<TensorD> planted = planted_elements(name, settings.side, random);
  const auto n = static_cast<Index>(planted.size());
  const TensorD filters = orbits_of(planted, (settings.filters + n - 1) / n, random);
  const TensorD patches = sparse_patches(filters, settings, settings.patches / 2, random);
  DictionarySettings dictionary{.atoms = filters.extent(0)};
  const std::optional<FiniteGroup> found = group_of_atoms(learn_dictionary(patches, dictionary, random));
  Json result;
  result.set("order", found ? found->order() : 1);
  result.set("name", found ? group_name(*found) : "none");
  result.set("cosine", found && n > 1 ? elements_cosine(planted, found->elements) : 0.0);
  const Index judged = settings.judged * settings.patches;
  const std::optional<Verdict> verdict =
      found ? std::optional(verdict_on(*found, sparse_patches(filters, settings, judged, random))) : std::nullopt;
  result.set("claimed", verdict && verdict->certified);
  result.set("right",
             verdict && verdict->certified && found->order() == n && result.at("cosine").as_double() > success);
  result.set("seconds", seconds_now() - start);
  return result;
}

/// A share of a table: `kind` "group", or what is none: "scrambled" (a Latin square), "shuffled" (entries
/// anywhere).
Json complete_part(const std::string& group, const std::string& kind, double share, Index seed) {
  Random random(static_cast<std::uint64_t>(seed), Stream::data);
  MultiplicationTable table = table_of(group);
  if (kind == "scrambled") table = scrambled(table, random);
  if (kind == "shuffled")
    for (std::vector<Index>& row : table)
      for (Index& entry : row) entry = static_cast<Index>(random.below(table.size()));
  const MultiplicationTable known = part_of(table, share, random);
  const CompletedTable completed = complete_table(known, random);
  Json result;
  result.set("right", share_right(known, completed.table, table));
  result.set("claimed", completed.group);
  result.set("latin", share_right(known, deduced(known, false), table));
  result.set("associative", share_right(known, deduced(known, true), table));
  return result;
}

/// Runs what is missing of `count` seeds of every case, and returns them case by case.
std::vector<std::vector<Json>> run_seeds(const std::vector<std::string>& names, const TwoGeneratorsSettings& s,
                                         const std::string& folder,
                                         const std::function<Json(std::size_t, Index)>& run) {
  std::vector<std::vector<Json>> results(names.size(), std::vector<Json>(s.seeds));
  std::vector<Job> jobs;
  for (std::size_t i = 0; i < names.size(); ++i)
    for (Index k = 0; k < s.seeds; ++k)
      jobs.push_back({concat(spaceless(names[i]), "-seed-", s.seed + k), &results[i][k],
                      [&run, i, seed = s.seed + k] { return run(i, seed); }});
  if (s.output.go_on) read_results(jobs, folder);
  run_jobs(jobs, folder);
  for (std::vector<Json>& of_case : results)
    std::erase_if(of_case, [](const Json& each) { return each.find("failed") != nullptr; });
  return results;
}

std::vector<double> numbers(const std::vector<Json>& results, const char* key) {
  std::vector<double> all;
  for (const Json& each : results) all.push_back(each.at(key).as_double());
  return all;
}

Index how_many(const std::vector<Json>& results, const char* key) {
  return std::count_if(results.begin(), results.end(), [&](const Json& each) { return each.at(key).as_bool(); });
}

std::string whole_group_table(const TwoGeneratorsSettings& s, const std::string& folder, Plot& plot, Json& summary) {
  const auto results = run_seeds(s.planted, s, folder,
                                 [&](std::size_t i, Index seed) { return recover_whole_group(s.planted[i], seed); });
  Table table(
      {"planted in patches", "claimed", "order right and cosine > 0.95", "mean cosine", "found (first seed)", "s"});
  Series series{.mark = Mark::points};
  for (std::size_t i = 0; i < s.planted.size(); ++i) {
    const std::vector<Json>& each = results[i];
    if (each.empty()) continue;
    const Index count = s.seeds;  // a data set that failed is a miss
    const Index right = how_many(each, "right"), claimed = how_many(each, "claimed");
    const bool none = s.planted[i] == "none";
    const std::string key = spaceless(s.planted[i]);
    summary.set("claimed_" + key, claimed);
    summary.set("claimed_high_" + key, wilson_interval(claimed, count).high);
    summary.set("seconds_" + key, mean(numbers(each, "seconds")));
    if (!none) {
      const Interval interval = wilson_interval(right, count);
      plot.x.names.push_back(s.planted[i]);
      series.x.push_back(static_cast<double>(series.x.size()));
      series.y.push_back(static_cast<double>(right) / static_cast<double>(count));
      series.low.push_back(interval.low), series.high.push_back(interval.high);
      summary.set("right_" + key, right);
      summary.set("cosine_" + key, mean(numbers(each, "cosine")));
    }
    table.add_row({s.planted[i], concat(claimed, " of ", count), none ? "" : concat(right, " of ", count),
                   none ? "" : fixed(mean(numbers(each, "cosine")), 4), each.front().at("name").as_string(),
                   fixed(mean(numbers(each, "seconds")), 1)});
  }
  plot.series.push_back(series);
  return table.text();
}

std::string completion_table(const TwoGeneratorsSettings& s, const std::string& folder, Plot& plot, Json& summary) {
  struct Case {
    std::string group, kind, share_name;
    double share;
  };
  std::vector<Case> cases;
  std::vector<std::string> names;
  for (const char* kind : {"group", "scrambled", "shuffled"})
    for (const std::string& group : s.tables)
      for (const double share : s.shares) {
        cases.push_back({group, kind, share_text(share) + " %", share});
        names.push_back(concat("table-", group, "-", kind, "-", share_text(share)));
      }
  const auto results = run_seeds(names, s, folder, [&](std::size_t i, Index seed) {
    return complete_part(cases[i].group, cases[i].kind, cases[i].share, seed);
  });
  Table table({"table", "known", "all right", "hidden entries right", "rows and columns imply", "and associativity",
               "claimed a group"});
  Index false_claims = 0, controls = 0;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Case& c = cases[i];
    const std::vector<Json>& each = results[i];
    if (each.empty()) continue;
    const auto count = static_cast<Index>(each.size());
    const Index claimed = how_many(each, "claimed");
    if (c.kind != "group") {
      false_claims += claimed, controls += count;
      continue;
    }
    const std::vector<double> right = numbers(each, "right");
    const Index complete = std::count(right.begin(), right.end(), 1.0);
    const std::string key = concat("_", c.group, "_", share_text(c.share));
    if (plot.series.empty() || plot.series.back().name != c.group)
      plot.series.push_back({.name = c.group, .mark = Mark::line_and_points});
    plot.series.back().x.push_back(c.share);
    plot.series.back().y.push_back(mean(right));
    summary.set("complete" + key, complete);
    summary.set("hidden_right" + key, mean(right));
    summary.set("deduced_latin" + key, mean(numbers(each, "latin")));
    summary.set("deduced_associative" + key, mean(numbers(each, "associative")));
    summary.set("claimed" + key, claimed);
    table.add_row({c.group, c.share_name, concat(complete, " of ", count), percent(mean(right), 1),
                   percent(mean(numbers(each, "latin")), 1), percent(mean(numbers(each, "associative")), 1),
                   concat(claimed, " of ", count)});
  }
  const Interval interval = wilson_interval(false_claims, std::max<Index>(controls, 1));
  summary.set("table_controls", controls);
  summary.set("table_false_claims", false_claims);
  summary.set("table_false_claims_high", interval.high);
  return table.text() + concat("Of ", controls,
                               " parts of tables that are no group's, Latin squares and arbitrary ones, ", false_claims,
                               " were claimed to be (95 %: at most ", percent(interval.high, 1), ").\n");
}

int run(int argc, char** argv) {
  TwoGeneratorsSettings s;
  Flags flags("two-generators", "finds groups of more than one generator in patches, and completes their tables.");
  flags.add("--quick", s.quick, "two seeds of a few groups: a minute");
  flags.add("--seeds", s.seeds, "data sets of each kind (--quick: 2)", 1, 1000);
  flags.add("--seed", s.seed, "of the first; the others follow", 0, 1'000'000'000);
  flags.add("--shares", s.shares, "of a table's entries that are known", 0.05, 1);
  declare_output_flags(flags, s.output, "--continue", "what is complete in --out is not run again");
  if (!flags.parse(argc, argv)) return 0;
  if (s.quick && !flags.given("--seeds")) s.seeds = 2;
  if (s.quick && !flags.given("--shares")) s.shares = {0.4, 0.6};
  if (s.quick) s.planted = {"Z3 x Z3", "tetrahedral", "none"}, s.tables.pop_back();
  require(!s.shares.empty(), "--shares is empty; expected shares as 0.4,0.6");
  RunReport report("two-generators", flags, s.output, {"seeds", "shares"});
  const std::string& folder = report.folder();
  end_when_interrupted_in(folder, s.output.go_on_flag);
  report.summary.set("seeds", s.seeds);
  Plot found{.title = "Groups found again in patches"}, completed{.title = "Tables completed from part of them"};
  found.y = {.label = "share of data sets, 95 %", .range = Range{0, 1}};
  found.legend = Legend::none, found.width = 1000;
  completed.x = {.label = "share of the entries that is known"};
  completed.y = {.label = "share of the others that is right", .range = Range{0, 1}};
  report.show(whole_group_table(s, folder, found, report.summary));
  report.show(completion_table(s, folder, completed, report.summary));
  write_png(join(folder, "two-generators.png"), panels({draw_plot(found), draw_plot(completed)}, 1));
  report.finish();
  return 0;
}

}  // namespace
}  // namespace lgn

int main(int argc, char** argv) {
  return lgn::run_program([&] { return lgn::run(argc, argv); });
}
