// The multiply-add loop for any CPU.
#include "tensor/simd/vector_scalar.h"
// The types come first.
#include "tensor/simd/fma_loop.h"

namespace lgn::simd {
constinit const FmaPeak FmaPeak::scalar = fma_peak();
}  // namespace lgn::simd
