// The unfolding kernels of one instruction set; included by the files unfolding_*.cpp after the vector types.
#pragma once

#include "lgn/fused/simd/lane_pooling.h"
#include "lgn/fused/simd/lane_unfolding_backward.h"

namespace lgn::simd {
namespace {  // internal linkage: see tensor/simd/dispatch.h

constexpr UnfoldingKernels unfolding_table() {
  return {Floats::lanes, forward, backward, pool, pool_backward, count_active};
}

}  // namespace
}  // namespace lgn::simd
