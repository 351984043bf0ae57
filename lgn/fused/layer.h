// What a layer of the fused unfolding consists of.
#pragma once

#include <optional>
#include <vector>

#include "tensor/tensor.h"

namespace lgn {

template <class Entry>
struct FusedNorm {
  Entry weight, bias;  // [F]
};

/// Layer k, and the batch norm of z_k+1 after it: values or their gradients (Entry = Tensor), or those on a
/// tape (Variable). Batch norms are after all layers but the last, or after none.
template <class Entry>
struct FusedLayer {
  Entry bank;       // W_k [F, C, m, m]
  Entry threshold;  // lmbd_k [1, F, 1, 1]
  std::optional<FusedNorm<Entry>> norm;
};

/// Mean and biased variance of every filter's code: of a batch, or the running ones.
struct NormStatistics {
  std::vector<double> mean, variance;
};

}  // namespace lgn
