// The convolution kernels for any CPU.
#include "tensor/simd/vector_scalar.h"
// The types come first.
#include "tensor/simd/convolution_table.h"

namespace lgn::simd {
constinit const ConvolutionKernels ConvolutionKernels::scalar = convolution_table();
}  // namespace lgn::simd
