// The running statistics of batch norms, taken anew from the training images once the weights have settled.
//
// In training they follow the batches by a tenth each: after few steps they still carry their start and
// weights long gone, and evaluation, which normalises with them, differs from what was trained (Wu and
// Johnson, "Rethinking 'Batch' in BatchNorm", 2021, section 3).
#pragma once

#include "lgn/parameters.h"
#include "tensor/threads.h"

namespace lgn {

/// Sets every running mean and variance to its mean over the batches 0 .. batches - 1, each weighed by its
/// images. forward(b) runs batch b through the network in training mode and returns how many images it has.
void recompute_statistics(ParameterSet& parameters, Index batches, FunctionRef<Index(Index)> forward);

/// Whether a parameter is a running mean or variance.
bool is_running_statistic(const std::string& name);

}  // namespace lgn
