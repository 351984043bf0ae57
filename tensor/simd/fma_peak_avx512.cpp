// The multiply-add loop for AVX-512.
#if defined(__x86_64__)
#include "tensor/simd/vector_avx512.h"
// The types come first.
#include "tensor/simd/fma_loop.h"

namespace lgn::simd {
constinit const FmaPeak FmaPeak::avx512 = fma_peak();
}  // namespace lgn::simd
#endif
