// What the probe looks at: vectors of a law whose symmetries are looked for.
#pragma once

#include <vector>

#include "tensor/tensor.h"

namespace lgn {

struct ProbeSample {
  TensorD vectors;           // [N,d], whitened: mean 0, covariance I
  std::vector<Index> units;  // [N], which vectors belong to one independent unit (image, signal)
  TensorD variances = {};    // [d], of the directions before whitening, descending; empty where not known
  TensorD mean = {};         // [d], of the vectors before centring, as whitened; empty where not known
};

}  // namespace lgn
