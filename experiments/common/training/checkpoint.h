// Checkpoints: a run's whole state in one file of its folder, so that a run that was stopped goes on to the
// same bits as one that was not.
//
// A checkpoint is written beside the one before, read back, and only then put in its place: whenever the
// process dies, or the disk is full, a whole one is there.
#pragma once

#include <string>
#include <vector>

#include "autograd/optimizer.h"
#include "lgn/parameters.h"
#include "tensor/io/json.h"
#include "tensor/io/safetensors.h"
#include "tensor/random.h"

namespace lgn {

// Where a training run stands: all that decides how it goes on, beside the network's parameters.

struct TrainingState {
  explicit TrainingState(std::uint64_t seed) : shuffling(seed, Stream::shuffling) {}

  Index epoch = 1;           // the one under way, from 1
  Index batch = 0;           // batches of it already seen
  Random shuffling;          // as it stood before this epoch's order was drawn
  double loss_sum = 0;       // of this epoch's batches
  Index correct = 0;         // of this epoch
  double epoch_seconds = 0;  // spent on this epoch so far
  Adam adam;
  std::vector<Json> metrics;  // a line for every finished epoch
};

// What a checkpoint holds, and the proof that it is whole.
//
// A safetensors file: the parameters by their names, adam.m.I and adam.v.I, the position (epoch, batch,
// correct answers, optimiser steps), the shuffling stream, the sums of the epoch so far as bits of doubles;
// in the metadata the settings, the metrics of finished epochs, and the SHA-256 of all the rest.

/// `settings` are what decides the result: a resumed run has to have the same.
SafetensorsFile to_checkpoint(const ParameterSet& parameters, const TrainingState& state, const Json& settings);

/// Puts the checksum of everything else into the metadata.
void seal(SafetensorsFile& file);

/// Throws Error when the file has no checksum or another than its content.
void require_whole(const SafetensorsFile& file);

/// The way back. Throws Error naming the first setting that differs, and for a file that is damaged or
/// belongs to another network.
void from_checkpoint(const SafetensorsFile& file, ParameterSet& parameters, TrainingState& state, const Json& settings);

/// Writes folder/checkpoint.safetensors. `settings` are what decides the result, as text.
void save_checkpoint(const std::string& folder, const ParameterSet& parameters, const TrainingState& state,
                     const Json& settings);

bool has_checkpoint(const std::string& folder);

/// Restores both. Throws Error when there is no readable checkpoint, or naming the first setting that
/// differs.
void load_checkpoint(const std::string& folder, ParameterSet& parameters, TrainingState& state, const Json& settings);

}  // namespace lgn
