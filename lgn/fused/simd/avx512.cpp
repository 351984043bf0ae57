// The unfolding kernels for AVX-512; how one is chosen: tensor/simd/dispatch.h.
#if defined(__x86_64__)
#include "tensor/simd/vector_avx512.h"
// The types come first: the loops are written in terms of them.
#include "lgn/fused/simd/unfolding_loops.h"

namespace lgn::simd {
constinit const UnfoldingKernels UnfoldingKernels::avx512 = unfolding_kernels();
}  // namespace lgn::simd
#endif
