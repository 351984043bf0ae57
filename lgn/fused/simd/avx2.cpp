// The unfolding kernels for AVX2 with FMA; how one is chosen: tensor/simd/dispatch.h.
#if defined(__x86_64__)
#include "tensor/simd/vector_avx2.h"
// The types come first: the loops are written in terms of them.
#include "lgn/fused/simd/unfolding_loops.h"

namespace lgn::simd {
constinit const UnfoldingKernels UnfoldingKernels::avx2 = unfolding_kernels();
}  // namespace lgn::simd
#endif
