// The loops of the symmetric eigenproblem for AVX-512.
#if defined(__x86_64__)
#include "tensor/simd/vector_avx512.h"
// The types come first.
#include "tensor/simd/symmetric_loops.h"

namespace lgn::simd {
constinit const SymmetricKernels SymmetricKernels::avx512 = symmetric_kernels();
}  // namespace lgn::simd
#endif
