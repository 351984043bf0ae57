#include "experiments/planted-group/benchmark.h"

#include <algorithm>

#include "experiments/common/planted/metrics.h"
#include "experiments/common/program/table.h"
#include "experiments/planted-group/certificate.h"
#include "lgn/generators/conjugation.h"
#include "lgn/generators/snap.h"
#include "lgn/recovery/dictionary_learning.h"
#include "tensor/linalg/matrix.h"

namespace lgn {
namespace {

constexpr Index polish_steps = 3;

/// The group nearest to A in A's coordinates in which every root of unity is equally often an eigenvalue.
TensorD with_regular_multiplicities(const RecoveredGroup& group, Index n) {
  const TensorD Q = group.whitening ? group.whitening->enter_matrix(group.A) : group.A;
  const Index d = Q.extent(0);
  const TensorD W = phase_ordered_basis(Q);
  const Representation rho = cyclic_representation(n, regular_cyclic_multiplicities(n, d));
  const TensorD regular = conjugated_elements(rho, W, transpose(W)).slice(1, 1).reshape({d, d}).clone();
  return group.whitening ? group.whitening->leave_matrix(regular) : regular;
}

/// What the default method finds when it is told n, trained on jointly, against what was planted.
void report_recovery(const Problem& problem, const TensorD& atoms, const PursuitSettings& pursuit, Json& result) {
  const Index n = problem.action.order;
  RecoverySettings settings{.order = n, .conjugated = true};
  RecoveredGroup group = recover_group(atoms, settings);
  TensorD base = base_filters(group, atoms, problem.groups), bank = atoms;
  if (group.order == n) {
    polish_group(group, base, problem.fitted, pursuit, polish_steps);
    bank = unit_bank(group, base);
  }
  result.set("cosine", group_cosine(group.A, problem.action.A, n));
  result.set("cosine_span", group_cosine_within(group.A, problem.action.A, n, problem.bank));
  result.set("regular_cosine", group_cosine(with_regular_multiplicities(group, n), problem.action.A, n));
  result.set("phase_distance", phase_distance(group.A, problem.action.A, n));
  result.set("score", group.score);
  result.set("closure", group.closure);
  result.set("recovered", filters_recovered(problem.bank, bank));
  const double loss = coding_loss(problem.held_out, bank, pursue(problem.held_out, bank, pursuit));
  const double least = coding_loss(problem.held_out, problem.bank, pursue(problem.held_out, problem.bank, pursuit));
  result.set("loss_gap", loss / least - 1);
}

/// What it finds when it has to find n as well, and whether that is a group at all.
void report_decision(const Problem& problem, const TensorD& atoms, Index null_draws, Json& result) {
  RecoverySettings recovery{.conjugated = true};
  const RecoveredGroup group = recover_group(atoms, recovery);
  result.set("order", group.order);
  if (problem.action.order == 0) {
    result.set("score", group.score);
    result.set("closure", group.closure);
    result.set("recovered", filters_recovered(problem.bank, atoms));
  }
  report_certificate(certificate(group, patches_as_units(problem.judged), null_draws), result);
}

}  // namespace

std::string case_name(const CaseSettings& settings) {
  const ProblemSettings &s = settings.problem, standard;
  std::string name = s.action;
  if (s.side != standard.side) name += concat("-side-", s.side);
  if (s.filters != standard.filters) name += concat("-filters-", s.filters);
  if (s.noise != standard.noise) name += "-noise-" + fixed(s.noise, 2);
  if (s.patches != standard.patches) name += concat("-patches-", s.patches);
  return concat(name, "-seed-", s.seed);
}

Json run_case(const CaseSettings& settings) {
  const Problem problem = make_problem(settings.problem);
  Random random(static_cast<std::uint64_t>(settings.problem.seed), Stream::initialization);
  DictionarySettings dictionary{.atoms = problem.bank.extent(0)};
  const TensorD atoms = learn_dictionary(problem.fitted, dictionary, random);
  const PursuitSettings pursuit = pursuit_settings(dictionary, problem.fitted);
  Json result;
  if (problem.action.order) report_recovery(problem, atoms, pursuit, result);
  report_decision(problem, atoms, settings.null_draws, result);
  result.set("free_recovered", filters_recovered(problem.bank, atoms));
  for (const std::string& form : settings.baselines) {
    BaselineSettings baseline{.form = form, .steps = settings.baseline_steps};
    const BaselineResult trained = train_baseline(problem, baseline, settings.problem.seed);
    result.set(form + "_cosine", trained.cosine);
    result.set(form + "_closure", trained.closure);
    result.set(form + "_recovered", trained.recovered);
  }
  return result;
}

namespace {

std::vector<std::string> actions(const BenchmarkSettings& s) {
  if (!s.actions.empty()) return s.actions;
  if (s.quick)
    return {"quarter_turn", "row_shift", "mirror", "random_2", "random_3", "random_4", "random_5", "random_6", "none"};
  return {"quarter_turn", "row_shift", "mirror",   "half_turn", "random_2",   "random_3",      "random_4",
          "random_5",     "random_6",  "random_8", "uneven_4",  "conjugated", "sixty_degrees", "none"};
}

std::vector<std::string> baselines(const BenchmarkSettings& s, const std::string& action) {
  if (action == "none") return {};
  if (s.quick) return {"published"};
  return {"published", "untied", "shared", "soft", "skew", "orthogonal"};
}

class Collection {
 public:
  explicit Collection(const BenchmarkSettings& settings) : settings_(settings) {}

  /// `count` seeds of one problem, a quarter of them with baselines, which take longer than all else.
  void add(const std::string& part, ProblemSettings problem, Index count, const std::vector<std::string>& baselines) {
    for (Index i = 0; i < count; ++i) {
      problem.seed = settings_.seed + i;
      cases.push_back({part,
                       {problem, i < std::max<Index>(1, count / 4) ? baselines : std::vector<std::string>{},
                        settings_.baseline_steps, settings_.null_draws}});
    }
  }

  std::vector<BenchmarkCase> cases;

 private:
  const BenchmarkSettings& settings_;
};

/// What is varied needs fewer seeds a point: points share a trend.
void add_sweeps(Collection& collection, Index seeds) {
  const Index half = std::max<Index>(1, seeds / 2), quarter = std::max<Index>(1, seeds / 4);
  for (const Index filters : {8, 16, 24, 32, 36, 40, 48, 80}) {
    ProblemSettings problem{"random_4"};
    problem.filters = filters;
    collection.add("filters", problem, half, {});
  }
  for (const double noise : {0.02, 0.05, 0.1, 0.2, 0.4}) {
    for (const Index patches : {1000, 2000, 5000, 10000, 40000}) {
      ProblemSettings problem{"random_4"};
      problem.noise = noise;
      problem.patches = patches;
      collection.add("noise", problem, quarter, {});
    }
  }
  for (const Index side : {3, 4, 5, 8}) {
    ProblemSettings problem{"random_4"};
    problem.side = side;
    problem.filters = side * side * 5 / 3;
    collection.add("dimension", problem, half, {});
  }
}

}  // namespace

std::vector<BenchmarkCase> benchmark_cases(const BenchmarkSettings& settings) {
  Collection collection(settings);
  for (const std::string& action : actions(settings)) {
    const bool none = action == "none";
    ProblemSettings problem{action};
    problem.patches = settings.patches;
    collection.add("groups", problem, none ? settings.without_group : settings.seeds, baselines(settings, action));
  }
  if (!settings.quick && settings.actions.empty()) add_sweeps(collection, settings.seeds);
  return std::move(collection.cases);
}

}  // namespace lgn
