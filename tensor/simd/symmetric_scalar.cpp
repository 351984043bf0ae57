// The loops of the symmetric eigenproblem for any CPU.
#include "tensor/simd/vector_scalar.h"
// The types come first.
#include "tensor/simd/symmetric_loops.h"

namespace lgn::simd {
constinit const SymmetricKernels SymmetricKernels::scalar = symmetric_kernels();
}  // namespace lgn::simd
