#include "experiments/common/planted/problem.h"

#include "lgn/recovery/dictionary_learning.h"
#include "lgn/recovery/group_recovery.h"
#include "tensor/math.h"

namespace lgn {
TensorD sparse_patches(const TensorD& filters, const ProblemSettings& s, Index count, Random& random) {
  const Index F = filters.extent(0), d = filters.extent(1);
  TensorD patches({count, d});
  const double rate = s.active / F;
  for (Index i = 0; i < count; ++i) {
    double* patch = patches.data() + i * d;
    for (Index f = 0; f < F; ++f) {
      if (random.uniform() >= rate) continue;
      const double u = -portable::log(1 - random.uniform());
      for (Index k = 0; k < d; ++k) patch[k] += u * filters(f, k);
    }
    for (Index k = 0; k < d; ++k) patch[k] += s.noise * random.normal();
  }
  return patches;
}

TensorD planted_filters(const PlantedAction& action, Index side, Index count, Random& random) {
  const Index n = std::max<Index>(action.order, 1);
  TensorD base = cast<double>(normal_tensor(random, {(count + n - 1) / n, side * side}));
  normalize_rows(base);
  return action.order ? group_bank(action.A, n, base) : base;
}

Problem make_problem(const ProblemSettings& settings) {
  Random random(static_cast<std::uint64_t>(settings.seed), Stream::data);
  Problem problem;
  problem.action = planted_action(settings.action, settings.side, random);
  const TensorD filters = planted_filters(problem.action, settings.side, settings.filters, random);
  problem.groups = filters.extent(0) / std::max<Index>(problem.action.order, 1);
  problem.bank = filters.clone();
  normalize_rows(problem.bank);
  const TensorD patches = sparse_patches(filters, settings, settings.patches, random);
  const Index half = settings.patches / 2;
  problem.fitted = patches.slice(0, half);
  problem.held_out = patches.slice(half, settings.patches - half);
  problem.judged = sparse_patches(filters, settings, settings.judged * settings.patches, random);
  return problem;
}

}  // namespace lgn
