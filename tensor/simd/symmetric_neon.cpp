// The loops of the symmetric eigenproblem for NEON.
#if defined(__aarch64__)
#include "tensor/simd/vector_neon.h"
// The types come first.
#include "tensor/simd/symmetric_loops.h"

namespace lgn::simd {
constinit const SymmetricKernels SymmetricKernels::neon = symmetric_kernels();
}  // namespace lgn::simd
#endif
