// What the routes of the probe propose and its verdict judges.
#pragma once

#include <string>
#include <vector>

#include "tensor/tensor.h"

namespace lgn {

/// A group that may act: orthogonal matrices in whitened coordinates.
struct GroupCandidate {
  std::vector<TensorD> generators;  // each [d,d], of exact order to rounding
  std::vector<Index> orders;        // of each generator; 0: infinite, of a continuous group
  Index order = 1;                  // of the whole group
  std::string route;                // "commutant", "dictionary", "coordinates", "flow", "known"
  std::string name;                 // "cyclic 4", "dihedral 4", ..
};

}  // namespace lgn
