// Checkpoints: a run's whole state in one file of its folder, so that a run that was stopped goes on to the
// same bits as one that was not.
//
// A checkpoint is written beside the one before, read back, and only then put in its place: whenever the
// process dies, or the disk is full, a whole one is there.
#pragma once

#include <string>

#include "experiments/common/training/training_state.h"
#include "lgn/parameters.h"

namespace lgn {

/// Writes folder/checkpoint.safetensors. `settings` are what decides the result, as text.
void save_checkpoint(const std::string& folder, const ParameterSet& parameters, const TrainingState& state,
                     const Json& settings);

bool has_checkpoint(const std::string& folder);

/// Restores both. Throws Error when there is no readable checkpoint, or naming the first setting that
/// differs.
void load_checkpoint(const std::string& folder, ParameterSet& parameters, TrainingState& state,
                     const Json& settings);

}  // namespace lgn
