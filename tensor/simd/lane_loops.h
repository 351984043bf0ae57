// The loops of lane_kernels.h.
#pragma once

#include "tensor/simd/lane_kernels.h"
#include "tensor/simd/minmax.h"

namespace lgn::simd {
namespace {  // internal linkage: see dispatch.h

/// V x V numbers, row i to column i. Interleaving the first half of the rows with the second moves every
/// number's lowest row bit into its column; after log2 V rounds all bits have changed sides.
[[gnu::always_inline]] inline void transpose(Floats (&rows)[Floats::lanes]) {
  constexpr int V = Floats::lanes;
  Floats shuffled[V];
#pragma GCC unroll 4
  for (int round = 1; round < V; round *= 2) {
#pragma GCC unroll 8
    for (int i = 0; i < V / 2; ++i) {
      shuffled[2 * i] = interleave_low(rows[i], rows[i + V / 2]);
      shuffled[2 * i + 1] = interleave_high(rows[i], rows[i + V / 2]);
    }
#pragma GCC unroll 16
    for (int i = 0; i < V; ++i) rows[i] = shuffled[i];
  }
}

/// V pixels of V images through registers.
void pack_block(const float* from, Index image_step, float* lanes) {
  constexpr int V = Floats::lanes;
  Floats block[V];
#pragma GCC unroll 16
  for (int n = 0; n < V; ++n) block[n] = Floats::load_unaligned(from + n * image_step);
  transpose(block);
#pragma GCC unroll 16
  for (int i = 0; i < V; ++i) block[i].store(lanes + i * V);
}

void unpack_block(const float* lanes, float* to, Index image_step) {
  constexpr int V = Floats::lanes;
  Floats block[V];
#pragma GCC unroll 16
  for (int i = 0; i < V; ++i) block[i] = Floats::load(lanes + i * V);
  transpose(block);
#pragma GCC unroll 16
  for (int n = 0; n < V; ++n) block[n].store_unaligned(to + n * image_step);
}

/// Blocks of V pixels; the last overlaps the one before it. Rows narrower than a vector, and bundles with
/// unused lanes, go number by number.
void pack(const float* from, Index image_step, Index images, Index count, float* lanes) {
  constexpr Index V = Floats::lanes;
  if (V > 1 && images == V && count >= V) {
    for (Index done = 0; done < count; done += V) {
      const Index i = smaller(done, count - V);
      pack_block(from + i, image_step, lanes + i * V);
    }
    return;
  }
  for (Index i = 0; i < count; ++i) {
    for (Index n = 0; n < images; ++n) lanes[i * V + n] = from[n * image_step + i];
    for (Index n = images; n < V; ++n) lanes[i * V + n] = 0.0f;
  }
}

void unpack(const float* lanes, Index images, Index count, float* to, Index image_step) {
  constexpr Index V = Floats::lanes;
  if (V > 1 && images == V && count >= V) {
    for (Index done = 0; done < count; done += V) {
      const Index i = smaller(done, count - V);
      unpack_block(lanes + i * V, to + i, image_step);
    }
    return;
  }
  for (Index i = 0; i < count; ++i)
    for (Index n = 0; n < images; ++n) to[n * image_step + i] = lanes[i * V + n];
}

constexpr LaneKernels lane_kernels() {
  return {Floats::lanes, pack, unpack};
}

}  // namespace
}  // namespace lgn::simd
