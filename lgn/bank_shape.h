// Which base filters share which matrix.
#pragma once

#include "tensor/shape.h"

namespace lgn {

/// Base filters [G, C, d] and a stack of matrices [G', C', ...]: B seen as rows [G C, d], `rows` of them for
/// every matrix, `stride` numbers apart.
struct BankShape {
  Index groups, channels, shared_groups, shared_channels, d;

  Index matrix_of(Index b) const {
    const Index g = shared_groups == 1 ? 0 : b / channels, c = shared_channels == 1 ? 0 : b % channels;
    return g * shared_channels + c;
  }
  Index matrices() const { return shared_groups * shared_channels; }
  Index rows() const { return groups * channels / matrices(); }
  Index stride() const { return shared_groups == 1 && shared_channels == channels ? channels * d : d; }
  Index first(Index matrix) const {
    const Index g = matrix / shared_channels, c = matrix % shared_channels;
    return (g * channels + c) * d;
  }
};

}  // namespace lgn
