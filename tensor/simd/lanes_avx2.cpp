// The lane kernels for AVX2.
#if defined(__x86_64__)
#include "tensor/simd/vector_avx2.h"
// The types come first.
#include "tensor/simd/lane_table.h"

namespace lgn::simd {
constinit const LaneKernels LaneKernels::avx2 = lane_table();
}  // namespace lgn::simd
#endif
