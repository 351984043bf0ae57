// The lane kernels of one instruction set; included by the files lanes_*.cpp after the vector types.
#pragma once

#include "tensor/simd/lane_kernels.h"

namespace lgn::simd {
namespace {  // internal linkage: see dispatch.h

/// V x V numbers, row i to column i. Interleaving the first half of the rows with the second moves every
/// number's lowest row bit into its column; after log2 V rounds all bits have changed sides.
inline void transpose(Floats (&rows)[Floats::lanes]) {
  constexpr int V = Floats::lanes;
  Floats shuffled[V];
  for (int round = 1; round < V; round *= 2) {
    for (int i = 0; i < V / 2; ++i) {
      shuffled[2 * i] = interleave_low(rows[i], rows[i + V / 2]);
      shuffled[2 * i + 1] = interleave_high(rows[i], rows[i + V / 2]);
    }
    for (int i = 0; i < V; ++i) rows[i] = shuffled[i];
  }
}

/// A block of V pixels of V images at a time goes through registers; the rest pixel by pixel.
void pack(const float* from, Index image_step, Index images, Index count, float* lanes) {
  constexpr Index V = Floats::lanes;
  Index i = 0;
  for (; images == V && i + V <= count; i += V) {
    Floats block[V];
    for (Index n = 0; n < V; ++n) block[n] = Floats::load_unaligned(from + n * image_step + i);
    transpose(block);
    for (Index n = 0; n < V; ++n) block[n].store(lanes + (i + n) * V);
  }
  for (; i < count; ++i) {
    for (Index n = 0; n < images; ++n) lanes[i * V + n] = from[n * image_step + i];
    for (Index n = images; n < V; ++n) lanes[i * V + n] = 0.0f;
  }
}

void unpack(const float* lanes, Index images, Index count, float* to, Index image_step) {
  constexpr Index V = Floats::lanes;
  Index i = 0;
  for (; images == V && i + V <= count; i += V) {
    Floats block[V];
    for (Index n = 0; n < V; ++n) block[n] = Floats::load(lanes + (i + n) * V);
    transpose(block);
    for (Index n = 0; n < V; ++n) block[n].store_unaligned(to + n * image_step + i);
  }
  for (; i < count; ++i) {
    for (Index n = 0; n < images; ++n) to[n * image_step + i] = lanes[i * V + n];
  }
}

constexpr LaneKernels lane_table() {
  return {Floats::lanes, pack, unpack};
}

}  // namespace
}  // namespace lgn::simd
