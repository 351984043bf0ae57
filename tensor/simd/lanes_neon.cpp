// The lane kernels for NEON.
#if defined(__aarch64__)
#include "tensor/simd/vector_neon.h"
// The types come first.
#include "tensor/simd/lane_table.h"

namespace lgn::simd {
constinit const LaneKernels LaneKernels::neon = lane_table();
}  // namespace lgn::simd
#endif
