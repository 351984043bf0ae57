// The convolution kernels for AVX2 with FMA.
#if defined(__x86_64__)
#include "tensor/simd/vector_avx2.h"
// The types come first.
#include "tensor/simd/convolution_table.h"

namespace lgn::simd {
constinit const ConvolutionKernels ConvolutionKernels::avx2 = convolution_table();
}  // namespace lgn::simd
#endif
