// The lane kernels for any CPU.
#include "tensor/simd/vector_scalar.h"
// The types come first.
#include "tensor/simd/lane_table.h"

namespace lgn::simd {
constinit const LaneKernels LaneKernels::scalar = lane_table();
}  // namespace lgn::simd
