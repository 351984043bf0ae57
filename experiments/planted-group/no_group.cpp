#include "experiments/planted-group/no_group.h"

#include <algorithm>

#include "tensor/threads.h"

namespace lgn {
namespace {

constexpr Index first_seed = 1'000'000, most_advantages = 99, turned_patches = 2000;

RecoverySettings recovery(const NoGroupSettings& settings) {
  RecoverySettings result;
  result.conjugated = settings.conjugated;
  return result;
}

double advantage_without_group(const NoGroupSettings& settings, Index seed) {
  ProblemSettings problem_settings{"none", settings.side, settings.filters, 2 * turned_patches};
  problem_settings.seed = seed;
  const Problem problem = make_problem(problem_settings);
  Random random(static_cast<std::uint64_t>(seed), Stream::initialization);
  const RecoveredGroup group = recover_group(problem.bank, recovery(settings));
  const PursuitSettings pursuit = pursuit_settings({}, problem.fitted);
  return compare_with_turned(problem, problem.bank, group, pursuit, settings.turned_draws, random)
      .advantage();
}

}  // namespace

NoGroup draw_without_group(const NoGroupSettings& settings, Index draws) {
  NoGroup result;
  const Index d = settings.side * settings.side;
  result.scores = scores_without_group(settings.filters, d, recovery(settings), draws, first_seed);
  if (settings.turned_draws == 0) return result;
  result.advantages.resize(static_cast<std::size_t>(std::min(draws, most_advantages)));
  parallel_for(static_cast<Index>(result.advantages.size()), [&](Index i) {
    result.advantages[static_cast<std::size_t>(i)] = advantage_without_group(settings, first_seed + i);
  });
  return result;
}

TurnedLosses compare_with_turned(const Problem& problem, const TensorD& atoms, const RecoveredGroup& group,
                                 const PursuitSettings& pursuit, Index draws, Random& random) {
  const auto part = [](const TensorD& patches) {
    return patches.slice(0, std::min(turned_patches, patches.extent(0)));
  };
  const TurnedGroupTest test{draws, problem.bank.extent(0) / group.order};
  return turned_group_losses(group, atoms, part(problem.fitted), part(problem.held_out), pursuit, test,
                             random);
}

}  // namespace lgn
