// The kernels of the unfolded layer for AVX2 with FMA.
#if defined(__x86_64__)
#include "tensor/simd/vector_avx2.h"
// The types come first.
#include "lgn/fused/simd/unfolding_table.h"

namespace lgn::simd {
constinit const UnfoldingKernels UnfoldingKernels::avx2 = unfolding_table();
}  // namespace lgn::simd
#endif
