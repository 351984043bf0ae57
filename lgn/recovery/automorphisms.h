// Automorphisms of a Gram matrix: relabellings of the atoms that change no inner product.
//
// If the atoms are orbits of an orthogonal A of finite order, then b -> A b permutes them and leaves their
// Gram matrix as it is. Atoms of one orbit have equal sorted rows there; a pair p -> p' that is taken for
// granted tells the partners of all others apart.
#pragma once

#include <vector>

#include "tensor/tensor.h"

namespace lgn {

/// A guess at A: atom b is taken to image[b]; cost[b] says how badly their rows of the Gram matrix agree.
struct AtomMap {
  std::vector<Index> image;
  std::vector<double> cost;
};

struct SymmetrySearch {
  Index anchors = 3;      // atoms p from which a search starts
  Index candidates = 10;  // images p' tried for each
  Index refinements = 3;  // rounds in which each atom looks for the image that fits the images of all others
};

/// atoms [F,d] of unit norm -> one map per anchor and candidate, the best guesses among all. Not every map
/// is an automorphism, and none need be a permutation: costs say which parts to believe.
std::vector<AtomMap> search_automorphisms(const TensorD& atoms, const SymmetrySearch& search);

}  // namespace lgn
