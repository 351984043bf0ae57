// The multiply-add loop for AVX2 with FMA.
#if defined(__x86_64__)
#include "tensor/simd/vector_avx2.h"
// The types come first.
#include "tensor/simd/fma_loop.h"

namespace lgn::simd {
constinit const FmaPeak FmaPeak::avx2 = fma_peak();
}  // namespace lgn::simd
#endif
