// A batch norm with its parameters NAME.weight, NAME.bias, NAME.running_mean and NAME.running_var, [count] each.
#pragma once

#include <string>

#include "lgn/parameters.h"

namespace lgn {

/// Weight and variance 1, bias and mean 0.
void add_batch_norm(ParameterSet& parameters, const std::string& name, Index count);

/// Of x [N, count, h, w], every channel for itself (autograd/normalization.h). In training by the batch's own
/// statistics, towards which the running ones then move; else by the running ones.
Variable batch_norm(Variable x, const Leaves& leaves, ParameterSet& parameters, const std::string& name, bool training);

}  // namespace lgn
