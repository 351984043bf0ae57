// The kernels of this folder for any CPU; how one is chosen: dispatch.h.
#include "tensor/simd/vector_scalar.h"
// The types come first: the loops are written in terms of them.
#include "tensor/simd/adam_loops.h"
#include "tensor/simd/convolution_loops.h"
#include "tensor/simd/gemm_loops.h"
#include "tensor/simd/lane_loops.h"
#include "tensor/simd/matrix_loops.h"
#include "tensor/simd/peak_loops.h"

namespace lgn::simd {

constinit const AdamKernels AdamKernels::scalar = adam_kernels();
constinit const ConvolutionKernels ConvolutionKernels::scalar = convolution_kernels();
constinit const GemmKernels GemmKernels::scalar = gemm_kernels<4, 4>();
constinit const LaneKernels LaneKernels::scalar = lane_kernels();
constinit const MatrixKernels MatrixKernels::scalar = matrix_kernels();
constinit const PeakKernels PeakKernels::scalar = peak_kernels();

}  // namespace lgn::simd
