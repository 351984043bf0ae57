// The kernels of this folder for AVX-512; how one is chosen: dispatch.h.
#if defined(__x86_64__)
#include "tensor/simd/vector_avx512.h"
// The types come first: the loops are written in terms of them.
#include "tensor/simd/adam_loops.h"
#include "tensor/simd/convolution_loops.h"
#include "tensor/simd/gemm_loops.h"
#include "tensor/simd/lane_loops.h"
#include "tensor/simd/matrix_loops.h"
#include "tensor/simd/peak_loops.h"

namespace lgn::simd {

constinit const AdamKernels AdamKernels::avx512 = adam_kernels();
constinit const ConvolutionKernels ConvolutionKernels::avx512 = convolution_kernels();
constinit const GemmKernels GemmKernels::avx512 = gemm_kernels<12, 2>();  // 24 of the 32 registers are accumulators
constinit const LaneKernels LaneKernels::avx512 = lane_kernels();
constinit const MatrixKernels MatrixKernels::avx512 = matrix_kernels();
constinit const PeakKernels PeakKernels::avx512 = peak_kernels();

}  // namespace lgn::simd
#endif
