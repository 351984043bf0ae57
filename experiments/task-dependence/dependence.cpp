#include "experiments/task-dependence/dependence.h"

#include "experiments/common/program/progress.h"

namespace lgn {
namespace {

FactorTest test_factor(const GroupDistances& distances, const Labels& labels, Index permutations,
                       Random& random) {
  FactorTest test;
  test.p_value = permanova_p_value(distances.networks, labels, permutations, random);
  test.identification = identify(distances.owner, distances.nearest, labels, permutations, random);
  return test;
}

}  // namespace

DependenceTest test_dependence(const GroupDistances& distances, const Design& design, Index permutations,
                               Random& random) {
  DependenceTest test;
  test.data = test_factor(distances, design.data_labels(), permutations, random);
  test.task = test_factor(distances, design.task_labels(), permutations, random);
  return test;
}

GroupDistances group_distances(DistanceKind kind, const std::vector<TensorD>& networks, Index group_size) {
  return kind == DistanceKind::spectra ? spectral_distances(networks)
                                       : cosine_distances(networks, group_size);
}

DependenceNull dependence_null(DistanceKind kind, const std::vector<Architecture>& architectures,
                               const Design& design, Index repetitions, Index permutations,
                               std::uint64_t seed) {
  Random draws(seed, Stream::initialization), exchanges(seed, Stream::test);
  DependenceNull null{{}, {}, 0, 0};
  Progress progress(static_cast<double>(repetitions), 0);
  for (Index r = 0; r < repetitions; ++r) {
    progress.show(static_cast<double>(r), "the null: networks at initialisation");
    std::vector<TensorD> networks;
    for (const Architecture& a : architectures) networks.push_back(compared_matrices(Network(a, draws)));
    const GroupDistances distances = group_distances(kind, networks, architectures[0].group_size);
    const DependenceTest test = test_dependence(distances, design, permutations, exchanges);
    null.p_data.push_back(test.data.p_value);
    null.p_task.push_back(test.task.p_value);
    null.identify_data += test.data.identification.rate / static_cast<double>(repetitions);
    null.identify_task += test.task.identification.rate / static_cast<double>(repetitions);
  }
  progress.clear();
  return null;
}

}  // namespace lgn
