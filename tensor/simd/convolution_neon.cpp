// The convolution kernels for NEON.
#if defined(__aarch64__)
#include "tensor/simd/vector_neon.h"
// The types come first.
#include "tensor/simd/convolution_table.h"

namespace lgn::simd {
constinit const ConvolutionKernels ConvolutionKernels::neon = convolution_table();
}  // namespace lgn::simd
#endif
