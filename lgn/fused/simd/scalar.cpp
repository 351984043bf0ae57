// The unfolding kernels for any CPU; how one is chosen: tensor/simd/dispatch.h.
#include "tensor/simd/vector_scalar.h"
// The types come first: the loops are written in terms of them.
#include "lgn/fused/simd/unfolding_loops.h"

namespace lgn::simd {
constinit const UnfoldingKernels UnfoldingKernels::scalar = unfolding_kernels();
}  // namespace lgn::simd
