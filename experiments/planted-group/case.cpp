#include "experiments/planted-group/case.h"

#include "experiments/common/planted/metrics.h"
#include "experiments/common/program/table.h"
#include "experiments/planted-group/certificate.h"
#include "lgn/generators/conjugation.h"
#include "lgn/generators/snap.h"
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
  if (group.order == problem.action.order)
    result.set("order_cosine", group_cosine(group.A, problem.action.A, group.order));
  if (problem.action.order == 0) {
    result.set("score", group.score);
    result.set("closure", group.closure);
    result.set("recovered", filters_recovered(problem.bank, atoms));
  }
  result.set("orthogonal", !group.whitening);
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

}  // namespace lgn
