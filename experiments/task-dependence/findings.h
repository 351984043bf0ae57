// What task-dependence finds, and how it says it.
#pragma once

#include <string>
#include <vector>

#include "experiments/task-dependence/group_distances.h"
#include "experiments/task-dependence/interaction.h"
#include "tensor/io/json.h"
#include "tensor/random.h"
#include "tensor/tensor.h"

namespace lgn {

// How well a nearest-neighbour rule names where things come from.

/// What is tested: a label of every thing, and the block within which labels may be exchanged under the
/// hypothesis that they do not matter. Labels and blocks are 0, 1, 2, ...
struct Labels {
  std::vector<Index> label, block;
};

/// How well a nearest-neighbour rule names the label of a thing from one part of it.
struct Identification {
  double rate;     // share of parts whose nearest neighbour belongs to a thing of the same label
  double chance;   // the mean of that share under exchanged labels
  double p_value;  // of the rate, under the same
};

/// thing[i] is the thing that part i belongs to, nearest[i] that of its nearest neighbour among the parts of
/// all other things.
Identification identify(const std::vector<Index>& thing, const std::vector<Index>& nearest, const Labels& labels,
                        Index permutations, Random& random);

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
