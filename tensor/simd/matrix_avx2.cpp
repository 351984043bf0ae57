// The loops of factorisations and eigenproblems for AVX2 with FMA.
#if defined(__x86_64__)
#include "tensor/simd/vector_avx2.h"
// The types come first.
#include "tensor/simd/matrix_loops.h"

namespace lgn::simd {
constinit const MatrixKernels MatrixKernels::avx2 = matrix_kernels();
}  // namespace lgn::simd
#endif
