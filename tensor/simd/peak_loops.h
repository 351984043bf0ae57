// The loop of peak_kernels.h.
#pragma once

#include "tensor/simd/peak_kernels.h"

namespace lgn::simd {
namespace {  // internal linkage: see dispatch.h

/// Independent sums, more than latency times units of any CPU; two registers are left for the factors.
constexpr int fma_sums = registers - 4;

float run_fma(Index passes) {
  // Every sum tends to addend / (1 - factor) = 1: no overflow, and nothing so small that it takes longer.
  const Floats factor = Floats::broadcast(0.999f), addend = Floats::broadcast(0.001f);
  Floats sums[fma_sums];
#pragma GCC unroll 32
  for (int i = 0; i < fma_sums; ++i) sums[i] = Floats::broadcast(static_cast<float>(i));
  for (Index pass = 0; pass < passes; ++pass) {
#pragma GCC unroll 32
    for (int i = 0; i < fma_sums; ++i) sums[i] = fma(sums[i], factor, addend);
  }
  Floats all = Floats::zero();
#pragma GCC unroll 32
  for (int i = 0; i < fma_sums; ++i) all = all + sums[i];
  return sum(all);
}

constexpr PeakKernels peak_kernels() {
  return {2 * fma_sums * Floats::lanes, run_fma};
}

}  // namespace
}  // namespace lgn::simd
