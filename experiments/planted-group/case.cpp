#include "experiments/planted-group/case.h"

#include "experiments/common/statistics.h"
#include "experiments/common/table.h"
#include "experiments/planted-group/metrics.h"
#include "lgn/recovery/symmetry_test.h"

namespace lgn {
namespace {

constexpr Index polish_steps = 3;
constexpr Index tested_patches = 400, exchanges = 199, turned_patches = 2000;

/// What the default method finds when it is told n, trained on jointly, against what was planted.
void report_recovery(const Problem& problem, const TensorD& atoms, const PursuitSettings& pursuit,
                     Json& result) {
  const Index n = problem.action.order;
  RecoverySettings settings;
  settings.order = n;
  RecoveredGroup group = recover_group(atoms, settings);
  TensorD base = base_filters(group, atoms, problem.groups), bank = atoms;
  if (group.order == n) {
    polish_group(group, base, problem.fitted, pursuit, polish_steps);
    bank = group_bank(group.A, n, base);
  }
  result.set("cosine", group_cosine(group.A, problem.action.A, n));
  result.set("cosine_span", group_cosine_within(group.A, problem.action.A, n, problem.bank));
  result.set("phase_distance", phase_distance(group.A, problem.action.A, n));
  result.set("score", group.score);
  result.set("closure", group.closure);
  result.set("recovered", filters_recovered(problem.bank, bank));
  const double loss = coding_loss(problem.held_out, bank, pursue(problem.held_out, bank, pursuit));
  const double least =
      coding_loss(problem.held_out, problem.bank, pursue(problem.held_out, problem.bank, pursuit));
  result.set("loss_gap", loss / least - 1);
}

/// What it finds when it has to find n as well, and whether that is a group at all.
void report_decision(const Problem& problem, const TensorD& atoms, const PursuitSettings& pursuit,
                     const CaseSettings& settings, const std::vector<double>& null_scores, Random& random,
                     Json& result) {
  const RecoveredGroup group = recover_group(atoms, {});
  const double p_no_group = permutation_p_value(group.score, null_scores);
  const TensorD tested = problem.held_out.slice(0, std::min(tested_patches, problem.held_out.extent(0)));
  const double p_invariance = invariance_p_value(tested, group.A, group.order, exchanges, random);
  result.set("order", group.order);
  if (group.order == problem.action.order) {
    result.set("order_cosine", group_cosine(group.A, problem.action.A, group.order));
  }
  if (problem.action.order == 0) {
    result.set("score", group.score);
    result.set("closure", group.closure);
    result.set("recovered", filters_recovered(problem.bank, atoms));
  }
  result.set("p_no_group", p_no_group);
  result.set("p_invariance", p_invariance);
  if (settings.turned_draws) {
    const Index q = problem.bank.extent(0) / group.order;
    const TurnedGroupTest test{settings.turned_draws, q};
    const TensorD few = problem.fitted.slice(0, std::min(turned_patches, problem.fitted.extent(0)));
    const TensorD held_out = problem.held_out.slice(0, std::min(turned_patches, problem.held_out.extent(0)));
    result.set("p_turned", turned_group_p_value(group, atoms, few, held_out, pursuit, test, random));
  }
  result.set("group_found", p_no_group <= test_level && p_invariance > test_level);
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

Json run_case(const CaseSettings& settings, const std::vector<double>& scores_without_group) {
  const Problem problem = make_problem(settings.problem);
  Random random(static_cast<std::uint64_t>(settings.problem.seed), Stream::initialization);
  DictionarySettings dictionary;
  dictionary.atoms = problem.bank.extent(0);
  const TensorD atoms = learn_dictionary(problem.fitted, dictionary, random);
  const PursuitSettings pursuit = pursuit_settings(dictionary, problem.fitted);
  Json result;
  if (problem.action.order) report_recovery(problem, atoms, pursuit, result);
  report_decision(problem, atoms, pursuit, settings, scores_without_group, random, result);
  result.set("free_recovered", filters_recovered(problem.bank, atoms));
  for (const std::string& form : settings.baselines) {
    BaselineSettings baseline;
    baseline.form = form;
    baseline.steps = settings.baseline_steps;
    const BaselineResult trained = train_baseline(problem, baseline, settings.problem.seed);
    result.set(form + "_cosine", trained.cosine);
    result.set(form + "_closure", trained.closure);
    result.set(form + "_recovered", trained.recovered);
  }
  return result;
}

}  // namespace lgn
