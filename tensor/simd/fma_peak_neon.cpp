// The multiply-add loop for NEON.
#if defined(__aarch64__)
#include "tensor/simd/vector_neon.h"
// The types come first.
#include "tensor/simd/fma_loop.h"

namespace lgn::simd {
constinit const FmaPeak FmaPeak::neon = fma_peak();
}  // namespace lgn::simd
#endif
