// Matrix product tiles for NEON: 24 of the 32 registers are accumulators.
#if defined(__aarch64__)
#include "tensor/simd/vector_neon.h"
// The types come first.
#include "tensor/simd/gemm_tile.h"

namespace lgn::simd {

constinit const GemmKernels GemmKernels::neon = gemm_kernels<8, 3>();

}  // namespace lgn::simd
#endif
