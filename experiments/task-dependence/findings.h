// What task-dependence finds, and how it says it.
#pragma once

#include <string>

#include "experiments/task-dependence/group_distances.h"
#include "experiments/task-dependence/identification.h"
#include "experiments/task-dependence/interaction.h"
#include "tensor/io/json.h"

namespace lgn {

/// Distances of one kind with their tests.
struct Finding {
  DistanceKind kind;
  const char* name;
  GroupDistances distances;
  struct Row {
    Factor factor;
    bool adjusted;
    InteractionTest test;
  };
  std::vector<Row> rows;
  Identification identified[2][2];  // [task, data set][images, surrogates]
};

/// Both kinds of distances, tested with and without the distance that each network `moved` as a covariate. A
/// kind by which all networks are equal, as spectra of orthogonal groups with given multiplicities are, is
/// left out; Error when no kind is left. `draws`: random exchanges, and bootstrap samples, of each test.
std::vector<Finding> find_dependence(const std::vector<TensorD>& matrices, Index order, const Design& design,
                                     const std::vector<double>& moved, Index draws, Random& random);

/// The tables and the two sentences that follow from them; adds the numbers to the summary.
std::string findings_text(const std::vector<Finding>& findings, const Design& design, const std::vector<double>& moved,
                          const std::vector<std::string>& data_names, Json& summary);

}  // namespace lgn
