// The kernels of the unfolded layer for NEON.
#if defined(__aarch64__)
#include "tensor/simd/vector_neon.h"
// The types come first.
#include "lgn/fused/simd/unfolding_table.h"

namespace lgn::simd {
constinit const UnfoldingKernels UnfoldingKernels::neon = unfolding_table();
}  // namespace lgn::simd
#endif
