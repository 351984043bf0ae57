// The loops of the symmetric eigenproblem for AVX2 with FMA.
#if defined(__x86_64__)
#include "tensor/simd/vector_avx2.h"
// The types come first.
#include "tensor/simd/symmetric_loops.h"

namespace lgn::simd {
constinit const SymmetricKernels SymmetricKernels::avx2 = symmetric_kernels();
}  // namespace lgn::simd
#endif
