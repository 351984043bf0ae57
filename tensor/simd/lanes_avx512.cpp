// The lane kernels for AVX-512.
#if defined(__x86_64__)
#include "tensor/simd/vector_avx512.h"
// The types come first.
#include "tensor/simd/lane_table.h"

namespace lgn::simd {
constinit const LaneKernels LaneKernels::avx512 = lane_table();
}  // namespace lgn::simd
#endif
