#include "experiments/find-group/benchmark.h"

#include <algorithm>

#include "datasets/catalog.h"
#include "experiments/common/program/table.h"
#include "experiments/common/study/jobs.h"
#include "experiments/find-group/benchmark_tables.h"
#include "experiments/find-group/unordered_fit.h"
#include "lgn/probe/finite_group.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

constexpr Index null_vectors = 40'000, baseline_starts = 32;

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
  result.set("not_rejected", best && best->lower == 0);
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
  require(!planted.empty() || s.laws.empty(), "none of --laws is planted", s.quick ? " with --quick" : "",
          "; expected words of the table's rows, as 'quarter turn'");
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
        jobs.push_back({concat(law_key(row.name()), "_", seed), &row.results[static_cast<std::size_t>(i)],
                        [&, seed] { return probe_planted(row.law, images, settings, seed); }});
      }
    }
  };
  const Index patches = 10'000, many = s.quick ? 100'000 : 400'000;
  for (std::size_t i = 0; s.repetitions > 0 && i < nearly.size(); ++i) {
    BenchmarkRow& row = nearly[i];
    row.results.resize(static_cast<std::size_t>(s.repetitions));
    const std::string name = law_key(concat("share ", fixed(100 * row.law.turned, 1)));
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
      if (worst->results.empty() || row.count("certified") > worst->count("certified")) worst = &row;
    }
    text +=
        concat("No group acts (", null_vectors, " vectors of 16 numbers): whatever is certified is false\n\n",
               planted_table(null, "certified", summary), s.baseline ? "\n" + baseline_table(null, false, summary) : "",
               "most of one law: ", worst->name(), ", ",
               worst->results.empty()
                   ? "all failed"
                   : rate_with_interval(worst->count("certified"), static_cast<Index>(worst->results.size())),
               "\n\n");
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
