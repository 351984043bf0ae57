// The kernels of the unfolded layer for any CPU.
#include "tensor/simd/vector_scalar.h"
// The types come first.
#include "lgn/fused/simd/unfolding_table.h"

namespace lgn::simd {
constinit const UnfoldingKernels UnfoldingKernels::scalar = unfolding_table();
}  // namespace lgn::simd
