// The convolution kernels of one instruction set; included by the files convolution_*.cpp after the vector
// types of that set.
#pragma once

#include "tensor/simd/lane_conv_transpose.h"
#include "tensor/simd/lane_convolution.h"
#include "tensor/simd/lane_weight_gradient.h"

namespace lgn::simd {
namespace {  // internal linkage: see dispatch.h

void conv2d_group(const LaneConvolution& shape, const float* x, const float* packed, float* z) {
  lane_conv2d(shape, x, packed, [z]<int Pixels>(Index, Index offset, const Floats(&sums)[Pixels]) {
#pragma GCC unroll 8
    for (int p = 0; p < Pixels; ++p) sums[p].store(z + offset + p * Floats::lanes);
  });
}

void conv_transpose2d_group(const LaneConvolution& shape, const float* z, const float* packed, float* x) {
  lane_conv_transpose2d(shape, z, packed, layout_without_border(shape),
                        [x](Index offset, Floats sum) { sum.store(x + offset); });
}

constexpr ConvolutionKernels convolution_table() {
  return {Floats::lanes, conv2d_group, conv_transpose2d_group, lane_add_weight_gradient,
          lane_reduce_weight_gradient};
}

}  // namespace
}  // namespace lgn::simd
