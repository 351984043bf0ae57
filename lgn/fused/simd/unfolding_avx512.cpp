// The kernels of the unfolded layer for AVX-512.
#if defined(__x86_64__)
#include "tensor/simd/vector_avx512.h"
// The types come first.
#include "lgn/fused/simd/unfolding_table.h"

namespace lgn::simd {
constinit const UnfoldingKernels UnfoldingKernels::avx512 = unfolding_table();
}  // namespace lgn::simd
#endif
