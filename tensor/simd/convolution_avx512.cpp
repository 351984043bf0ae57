// The convolution kernels for AVX-512.
#if defined(__x86_64__)
#include "tensor/simd/vector_avx512.h"
// The types come first.
#include "tensor/simd/convolution_table.h"

namespace lgn::simd {
constinit const ConvolutionKernels ConvolutionKernels::avx512 = convolution_table();
}  // namespace lgn::simd
#endif
