// Matrix product tiles for AVX2: 12 of the 16 registers are accumulators.
#if defined(__x86_64__)
#include "tensor/simd/vector_avx2.h"
// The types come first.
#include "tensor/simd/gemm_tile.h"

namespace lgn::simd {

constinit const GemmKernels GemmKernels::avx2 = gemm_kernels<6, 2>();

}  // namespace lgn::simd
#endif
