// Checkpoints: a run's whole state in one safetensors file, so that a run that was stopped goes on to the
// same bits as one that was not.
//
// The previous checkpoint is kept until the new one has been read back.
#pragma once

#include <string>

#include "experiments/common/training_state.h"
#include "lgn/network.h"

namespace lgn {

/// Writes folder/checkpoint.safetensors; the one before becomes folder/checkpoint-previous.safetensors.
/// `settings` are the flags that decide the result, as text: a resumed run has to have the same.
void save_checkpoint(const std::string& folder, const Network& network, const TrainingState& state,
                     const Json& settings);

/// Restores both. Throws Error when there is no readable checkpoint, or naming the first setting that
/// differs.
void load_checkpoint(const std::string& folder, Network& network, TrainingState& state, const Json& settings);

}  // namespace lgn
