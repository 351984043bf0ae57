// The loops of factorisations and eigenproblems for any CPU.
#include "tensor/simd/vector_scalar.h"
// The types come first.
#include "tensor/simd/matrix_loops.h"

namespace lgn::simd {
constinit const MatrixKernels MatrixKernels::scalar = matrix_kernels();
}  // namespace lgn::simd
