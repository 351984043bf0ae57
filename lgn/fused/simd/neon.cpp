// The unfolding kernels for NEON; how one is chosen: tensor/simd/dispatch.h.
#if defined(__aarch64__)
#include "tensor/simd/vector_neon.h"
// The types come first: the loops are written in terms of them.
#include "lgn/fused/simd/unfolding_loops.h"

namespace lgn::simd {
constinit const UnfoldingKernels UnfoldingKernels::neon = unfolding_kernels();
}  // namespace lgn::simd
#endif
