// Matrix product tiles for AVX-512: 24 of the 32 registers are accumulators.
#if defined(__x86_64__)
#include "tensor/simd/vector_avx512.h"
// The types come first.
#include "tensor/simd/gemm_tile.h"

namespace lgn::simd {

constinit const GemmKernels GemmKernels::avx512 = gemm_kernels<12, 2>();

}  // namespace lgn::simd
#endif
