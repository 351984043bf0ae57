// What a checkpoint holds, and the proof that it is whole.
//
// A safetensors file: the parameters by their names, adam.m.I and adam.v.I, the position (epoch, batch,
// correct answers, optimiser steps), the shuffling stream, the sums of the epoch so far as bits of doubles;
// in the metadata the settings, the metrics of finished epochs, and the SHA-256 of all the rest.
#pragma once

#include "experiments/common/training/training_state.h"
#include "lgn/parameters.h"
#include "tensor/io/safetensors.h"

namespace lgn {

/// `settings` are what decides the result: a resumed run has to have the same.
SafetensorsFile to_checkpoint(const ParameterSet& parameters, const TrainingState& state,
                              const Json& settings);

/// Puts the checksum of everything else into the metadata.
void seal(SafetensorsFile& file);

/// Throws Error when the file has no checksum or another than its content.
void require_whole(const SafetensorsFile& file);

/// The way back. Throws Error naming the first setting that differs, and for a file that is damaged or
/// belongs to another network.
void from_checkpoint(const SafetensorsFile& file, ParameterSet& parameters, TrainingState& state,
                     const Json& settings);

}  // namespace lgn
