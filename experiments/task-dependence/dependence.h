// Do learned groups depend on the data and on the task? Tests on networks that were trained under both.
#pragma once

#include "experiments/task-dependence/group_distances.h"
#include "experiments/task-dependence/permanova.h"

namespace lgn {

/// The design of a study: data set and task of every network, numbered from 0. Every combination has equally
/// many networks, each from random numbers of its own.
struct Design {
  std::vector<Index> data, task;
  Labels data_labels() const { return {data, task}; }  // exchanged among networks of one task
  Labels task_labels() const { return {task, data}; }  // and the reverse
};

struct FactorTest {
  double p_value;  // PERMANOVA
  Identification identification;
};

struct DependenceTest {
  FactorTest data, task;
};

DependenceTest test_dependence(const GroupDistances& distances, const Design& design, Index permutations,
                               Random& random);

/// The same tests on networks as they are drawn, again and again: under this null nothing depends on
/// anything, so that p-values are uniform and identification comes down to chance.
struct DependenceNull {
  std::vector<double> p_data, p_task;   // of every repetition
  double identify_data, identify_task;  // means
};

enum class DistanceKind { spectra, cosine };

GroupDistances group_distances(DistanceKind kind, const std::vector<TensorD>& networks, Index group_size);

/// `architectures`: of every network of the design. `seed`: of all repetitions.
DependenceNull dependence_null(DistanceKind kind, const std::vector<Architecture>& architectures,
                               const Design& design, Index repetitions, Index permutations,
                               std::uint64_t seed);

}  // namespace lgn
