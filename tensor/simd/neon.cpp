// The kernels of this folder for NEON; how one is chosen: dispatch.h.
#if defined(__aarch64__)
#include "tensor/simd/vector_neon.h"
// The types come first: the loops are written in terms of them.
#include "tensor/simd/adam_loops.h"
#include "tensor/simd/convolution_loops.h"
#include "tensor/simd/gemm_loops.h"
#include "tensor/simd/lane_loops.h"
#include "tensor/simd/matrix_loops.h"
#include "tensor/simd/peak_loops.h"

namespace lgn::simd {

constinit const AdamKernels AdamKernels::neon = adam_kernels();
constinit const ConvolutionKernels ConvolutionKernels::neon = convolution_kernels();
constinit const GemmKernels GemmKernels::neon = gemm_kernels<8, 3>();  // 24 of the 32 registers are accumulators
constinit const LaneKernels LaneKernels::neon = lane_kernels();
constinit const MatrixKernels MatrixKernels::neon = matrix_kernels();
constinit const PeakKernels PeakKernels::neon = peak_kernels();

}  // namespace lgn::simd
#endif
