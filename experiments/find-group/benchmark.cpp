#include "experiments/find-group/benchmark.h"

#include <algorithm>

#include "datasets/catalog.h"
#include "experiments/common/analysis/statistics.h"
#include "experiments/common/plotting/plot.h"
#include "experiments/common/plotting/png.h"
#include "experiments/common/program/table.h"
#include "experiments/common/study/jobs.h"
#include "experiments/find-group/unordered_fit.h"
#include "lgn/probe/finite_group.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

constexpr double found_cosine = 0.98, agreement_that_claims = 0.9;
constexpr Index null_vectors = 40'000, baseline_starts = 32;

/// A law, and what came of its data sets, one for each seed.
struct BenchmarkRow {
  BenchmarkLaw law;
  std::vector<Json> results = {};
  Index failed = 0;

  std::string name() const {
    const std::string share = law.turned < 1 ? concat(" ", fixed(100 * law.turned, 0), " %") : "";
    return concat(law.base, ", ", law.action, share, law.kind.empty() ? "" : ", ", law.kind,
                  law.secret.empty() ? "" : ", secret ", law.secret);
  }
  Index count(const char* what) const {
    return std::count_if(results.begin(), results.end(), [&](const Json& r) { return r.at(what).as_bool(); });
  }
  double median_of(const char* what) const {
    std::vector<double> values;
    for (const Json& each : results) values.push_back(each.at(what).as_double());
    return median(values);
  }
};

/// The defect of the planted generator alone, on 4 x 4 patches: no search, so that many repetitions are
/// cheap.
Json judge_planted(const BenchmarkLaw& law, const Images& images, const ProbeBenchmarkSettings& s, Index patches,
                   std::uint64_t seed) {
  InputSettings input = s.input;
  input.kernel = 4;
  input.patches = patches;
  const PlantedLaw planted = draw_law(law, images, input, seed);
  const PreparedSample sample = prepare_sample(planted.input.vectors, planted.input.units, s.probe.preparation);
  const LawJudge judge(sample.training, sample.held_out, s.probe.verdict);
  const Defect defect = judge.defect(in_whitened_coordinates(sample, planted.generators.front()));
  const double upper = judge.upper_bound(defect, s.probe.verdict.level);
  Json result;
  result.set("defect", judge.distance(defect));
  result.set("upper", upper);
  result.set("certified", judge.emptiness() == Emptiness::none && judge.certifies(defect, s.probe.verdict.level));
  result.set("not_rejected", judge.lower_bound(defect, s.probe.verdict.level) == 0);
  return result;
}

std::vector<BenchmarkRow> planted_rows(bool quick) {
  std::vector<BenchmarkRow> rows;
  const std::vector<std::string> actions =
      quick ? std::vector<std::string>{"quarter turn"}
            : std::vector<std::string>{"quarter turn", "mirror", "Klein", "dihedral", "row shift"};
  for (const std::string& action : actions)
    for (const char* secret : {"", "basis"}) rows.push_back({{"patches", action, "", secret}});
  if (quick) return rows;
  for (const char* secret : {"order", "basis"}) rows.push_back({{"signals", "cyclic shift", "", secret}});
  for (const char* action : {"order 4", "order 7", "order 9", "order 12"}) rows.push_back({{"mixture", action, ""}});
  for (const char* kind : {"half-normal", "uniform", "heavy-tailed", "signed", "correlated"})
    rows.push_back({{"mixture", "order 5", kind}});
  return rows;
}

std::vector<BenchmarkRow> null_rows() {
  return {{{"pink noise", "none", ""}},        {{"iid", "none", ""}},
          {{"clusters", "none", ""}},          {{"mixture", "none", ""}},
          {{"mixture", "order 5", "unequal"}}, {{"mixture", "order 5", "incomplete"}},
          {{"uneven cycle", "none", ""}},      {{"unequal scales", "none", ""}},
          {{"unequal factors", "none", ""}}};
}

std::vector<BenchmarkRow> nearly_symmetric_rows() {
  std::vector<BenchmarkRow> rows;
  for (const double turned : {0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.999})
    rows.push_back({{"patches", "quarter turn", "", "", turned}});
  return rows;
}

std::string rate(Index successes, Index trials) {
  const Interval interval = wilson_interval(successes, trials);
  return concat(successes, " / ", trials, " (", fixed(interval.low, 2), ", ", fixed(interval.high, 2), ")");
}

std::string key(const std::string& name) {
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

/// What failed is no hit among planted groups, and left out where nothing may be certified.
std::string planted_table(const std::vector<BenchmarkRow>& rows, const std::string& hit, Json& summary) {
  Table table({"law", concat(hit, " (95 %)"), "whitened only", "proposed", "median order", "defect", "upper", "cosine",
               "not rejected", "agreement > .9"});
  for (const BenchmarkRow& row : rows) {
    const Index trials = static_cast<Index>(row.results.size()) + (hit == "found" ? row.failed : 0);
    if (row.results.empty()) continue;
    table.add_row({row.name(), rate(row.count(hit.c_str()), trials), concat(row.count("whitened_only")),
                   concat(row.count("proposed")), fixed(row.median_of("order"), 0), fixed(row.median_of("defect"), 3),
                   fixed(row.median_of("upper"), 3), fixed(row.median_of("cosine"), 3),
                   std::to_string(row.count("not_rejected")), std::to_string(row.count("agrees"))});
    summary.set(concat(hit, "_", key(row.name())), row.count(hit.c_str()));
    summary.set(concat("whitened_only_", key(row.name())), row.count("whitened_only"));
    summary.set(concat("of_", key(row.name())), trials);
  }
  return table.text();
}

/// The defect that the bound has to be above: that of a sample much larger than the repetitions'.
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
    table.add_row({percent(row.law.turned, 1), fixed(defect, 3), rate(covered, trials),
                   rate(row.count("certified"), trials), rate(row.count("not_rejected"), trials)});
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

/// A matrix fitted without an order, and how near it or its negative is to one of the planted group.
void add_baseline(Json& result, const PreparedSample& sample, const std::vector<TensorD>& generators,
                  std::uint64_t seed) {
  const UnorderedFit fit = fit_without_order(sample.training, baseline_starts, seed);
  result.set("fit_agreement", fit.agreement);
  result.set("fit_closure", fit.closure);
  GroupCandidate planted;
  for (const TensorD& each : generators) planted.generators.push_back(in_whitened_coordinates(sample, each));
  TensorD negative = fit.A.clone();
  for (double& x : negative) x = -x;
  if (!generators.empty())
    result.set("fit_cosine", std::max(group_cosine_with(planted, fit.A), group_cosine_with(planted, negative)));
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
      summary.set(concat(what, "_", key(row.name())), row.median_of(what));
    };
    const auto add_count = [&](const char* what, double bound, const char* name) {
      const Index count = std::count_if(row.results.begin(), row.results.end(),
                                        [&](const Json& each) { return each.at(what).as_double() >= bound; });
      cells.push_back(concat(count, " of ", row.results.size()));
      summary.set(concat(name, "_", key(row.name())), count);
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

}  // namespace

Json probe_planted(const BenchmarkLaw& law, const Images& images, const ProbeBenchmarkSettings& s, std::uint64_t seed) {
  const PlantedLaw planted = draw_law(law, images, s.input, seed);
  const ProbeResult probed = probe(planted.input, s.probe);
  const Verdict* best = probed.best();
  double cosine = best ? 1 : 0, agreement = 0;
  for (const TensorD& each : planted.generators)
    if (best)
      cosine = std::min(cosine, group_cosine_with(best->candidate, in_whitened_coordinates(probed.sample, each)));
  for (const double each : probed.commutant.agreements) agreement = std::max(agreement, each);
  Json result;
  result.set("certified", probed.certified());
  result.set("found", probed.certified() && !planted.generators.empty() && cosine >= found_cosine);
  result.set("proposed", best != nullptr);
  result.set("whitened_only", best && best->whitened_only);
  result.set("order", best ? best->candidate.order : Index{1});
  result.set("name", best ? best->candidate.name : "");
  result.set("defect", best ? best->defect : 1.0);
  result.set("upper", best ? best->upper : 1.0);
  result.set("cosine", planted.generators.empty() ? 0.0 : cosine);
  result.set("not_rejected", std::any_of(probed.found.begin(), probed.found.end(),
                                         [](const Verdict& each) { return each.lower == 0; }));
  result.set("agrees", agreement > agreement_that_claims);
  if (s.baseline) add_baseline(result, probed.sample, planted.generators, seed);
  return result;
}

std::string run_benchmark(const ProbeBenchmarkSettings& s, const std::string& folder, Json& summary) {
  const Images images = load_dataset(s.input.dataset, s.input.data_dir).train;
  std::vector<BenchmarkRow> planted = planted_rows(s.quick);
  std::erase_if(planted, [&](const BenchmarkRow& row) {
    return std::none_of(s.laws.begin(), s.laws.end(),
                        [&](const std::string& asked) { return asked == row.law.base || asked == row.law.action; });
  });
  std::vector<BenchmarkRow> null = null_rows(), nearly = nearly_symmetric_rows();
  std::vector<Json> truth(nearly.size());
  std::vector<Job> jobs;
  ProbeBenchmarkSettings small = s;  // for the many data sets without a group
  small.input.kernel = 4;
  small.input.patches = null_vectors;
  small.probe.commutant.search.starts = 3;
  const auto add = [&](std::vector<BenchmarkRow>& rows, Index seeds, const ProbeBenchmarkSettings& settings) {
    for (BenchmarkRow& row : rows) {
      row.results.resize(static_cast<std::size_t>(seeds));
      for (Index i = 0; i < seeds; ++i) {
        const auto seed = static_cast<std::uint64_t>(s.seed + i);
        jobs.push_back({concat(key(row.name()), "_", seed), &row.results[static_cast<std::size_t>(i)],
                        [&, seed] { return probe_planted(row.law, images, settings, seed); }});
      }
    }
  };
  const Index patches = 10'000, many = s.quick ? 100'000 : 400'000;
  for (std::size_t i = 0; s.repetitions > 0 && i < nearly.size(); ++i) {
    BenchmarkRow& row = nearly[i];
    row.results.resize(static_cast<std::size_t>(s.repetitions));
    const std::string name = key(concat("share ", fixed(100 * row.law.turned, 1)));
    jobs.push_back({name + "_truth", &truth[i], [&, many] {
                      return judge_planted(row.law, images, s, many, 1'000'000 + static_cast<std::uint64_t>(s.seed));
                    }});
    for (Index r = 0; r < s.repetitions; ++r) {
      const auto seed = static_cast<std::uint64_t>(s.seed + r);
      jobs.push_back({concat(name, "_", seed), &row.results[static_cast<std::size_t>(r)],
                      [&, seed] { return judge_planted(row.law, images, s, patches, seed); }});
    }
  }
  add(planted, s.seeds, s);
  add(null, s.null_seeds, small);
  if (s.resume) read_results(jobs, folder);
  for (std::vector<BenchmarkRow>* rows : {&planted, &null})
    for (BenchmarkRow& row : *rows)
      for (Json& result : row.results)
        if (s.baseline && result.is_object() && !result.find("fit_agreement") && !result.find("failed"))
          result = Json();  // made without it
  run_jobs(jobs, folder);
  Index failed = 0;
  const auto has_failed = [](const Json& result) { return result.find("failed") != nullptr; };
  for (std::vector<BenchmarkRow>* rows : {&planted, &null, &nearly})
    for (BenchmarkRow& row : *rows) failed += row.failed = std::erase_if(row.results, has_failed);
  std::string text;
  if (failed > 0)
    text = concat(
        failed, " data sets failed, which is no hit where a group was planted, and is left out elsewhere: grep failed ",
        join(folder, "cases"), "/*\n\n");
  summary.set("failed", failed);
  if (s.seeds > 0)
    text += concat("Planted; patches are those of ", s.input.dataset, "\n\n", planted_table(planted, "found", summary),
                   "\n", s.baseline ? baseline_table(planted, true, summary) + "\n" : "");
  if (s.null_seeds > 0) {
    Index claimed = 0, trials = 0;
    const BenchmarkRow* worst = &null.front();
    for (const BenchmarkRow& row : null) {
      claimed += row.count("certified"), trials += static_cast<Index>(row.results.size());
      if (row.count("certified") > worst->count("certified")) worst = &row;
    }
    text += concat("No group acts (", null_vectors, " vectors of 16 numbers): whatever is certified is false\n\n",
                   planted_table(null, "certified", summary),
                   s.baseline ? "\n" + baseline_table(null, false, summary) : "", "most of one law: ", worst->name(),
                   ", ", rate(worst->count("certified"), static_cast<Index>(worst->results.size())), "\n\n");
    summary.set("false_certificates", claimed);
    summary.set("null_data_sets", trials);
  }
  if (s.repetitions > 0)
    text += concat("The quarter turn applied to a share of 4 x 4 patches of ", s.input.dataset, ", ", patches,
                   " patches, the turn judged without a search; the true defect is that of ", many, "\n\n",
                   coverage_table(nearly, truth, folder, summary));
  return text;
}

}  // namespace lgn
