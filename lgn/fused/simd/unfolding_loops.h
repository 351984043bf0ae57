// The loops of unfolding_kernels.h.
#pragma once

#include "lgn/fused/simd/backward_loops.h"
#include "lgn/fused/simd/pooling_loops.h"

namespace lgn::simd {
namespace {  // internal linkage: see tensor/simd/dispatch.h

constexpr UnfoldingKernels unfolding_kernels() {
  return {Floats::lanes, forward, backward, pool, pool_backward, count_active};
}

}  // namespace
}  // namespace lgn::simd
