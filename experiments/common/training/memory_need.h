// Whether a configuration fits into memory, found out before hours are spent on the way there.
#pragma once

#include "experiments/common/training/prepared_data.h"
#include "lgn/architecture.h"

namespace lgn {

/// Bytes that training takes at the least, beside the data: the parameters with their gradients and Adam's
/// two moments, and for one batch the codes and residuals that the backward pass needs.
double least_training_memory(const Architecture& architecture, Index batch);

/// Throws Error with both numbers, and what to make smaller, when that is more than the process may use.
void require_memory_for(const Architecture& architecture, const TrainingSettings& settings,
                        const PreparedData& data);

}  // namespace lgn
