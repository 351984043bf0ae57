// The loops of factorisations and eigenproblems for NEON.
#if defined(__aarch64__)
#include "tensor/simd/vector_neon.h"
// The types come first.
#include "tensor/simd/matrix_loops.h"

namespace lgn::simd {
constinit const MatrixKernels MatrixKernels::neon = matrix_kernels();
}  // namespace lgn::simd
#endif
