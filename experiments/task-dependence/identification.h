// How well a nearest-neighbour rule names where things come from.
#pragma once

#include <vector>

#include "tensor/random.h"
#include "tensor/tensor.h"

namespace lgn {

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

}  // namespace lgn
