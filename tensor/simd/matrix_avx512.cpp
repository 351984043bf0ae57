// The loops of factorisations and eigenproblems for AVX-512.
#if defined(__x86_64__)
#include "tensor/simd/vector_avx512.h"
// The types come first.
#include "tensor/simd/matrix_loops.h"

namespace lgn::simd {
constinit const MatrixKernels MatrixKernels::avx512 = matrix_kernels();
}  // namespace lgn::simd
#endif
