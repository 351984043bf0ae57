// Where a training run stands: all that decides how it goes on, beside the network's parameters.
#pragma once

#include <vector>

#include "autograd/optimizer.h"
#include "tensor/io/json.h"
#include "tensor/random.h"

namespace lgn {

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

}  // namespace lgn
