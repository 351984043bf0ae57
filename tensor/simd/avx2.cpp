// The kernels of this folder for AVX2 with FMA; how one is chosen: dispatch.h.
#if defined(__x86_64__)
#include "tensor/simd/vector_avx2.h"
// The types come first: the loops are written in terms of them.
#include "tensor/simd/adam_loops.h"
#include "tensor/simd/convolution_loops.h"
#include "tensor/simd/gemm_loops.h"
#include "tensor/simd/lane_loops.h"
#include "tensor/simd/matrix_loops.h"
#include "tensor/simd/peak_loops.h"

namespace lgn::simd {

constinit const AdamKernels AdamKernels::avx2 = adam_kernels();
constinit const ConvolutionKernels ConvolutionKernels::avx2 = convolution_kernels();
constinit const GemmKernels GemmKernels::avx2 = gemm_kernels<6, 2>();  // 12 of the 16 registers are accumulators
constinit const LaneKernels LaneKernels::avx2 = lane_kernels();
constinit const MatrixKernels MatrixKernels::avx2 = matrix_kernels();
constinit const PeakKernels PeakKernels::avx2 = peak_kernels();

}  // namespace lgn::simd
#endif
