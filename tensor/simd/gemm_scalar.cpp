// Matrix product tiles without vector instructions.
#include "tensor/simd/vector_scalar.h"
// The types come first.
#include "tensor/simd/gemm_tile.h"

namespace lgn::simd {

constinit const GemmKernels GemmKernels::scalar = gemm_kernels<4, 4>();

}  // namespace lgn::simd
