// The loops of convolution_kernels.h, put together of rows.
#pragma once

#include "tensor/simd/conv2d_rows.h"
#include "tensor/simd/conv_transpose2d_rows.h"
#include "tensor/simd/weight_gradient_rows.h"

namespace lgn::simd {
namespace {  // internal linkage: see dispatch.h

void conv2d(const LaneConvolution& shape, const float* x, const float* packed, float* z) {
  for (Index row = 0; row < shape.code[0]; ++row)
    for (Index filter = 0; filter < shape.filters; filter += filters_per_tile)
      lane_conv2d_row(shape, x, packed, row, filter, z);
}

void conv_transpose2d(const LaneConvolution& shape, const float* z, const float* packed, float* x) {
  const LaneLayout layout = layout_without_border(shape);
  for (Index a = 0; a < shape.image[0]; ++a) lane_conv_transpose2d_row(shape, z, packed, layout, a, x);
}

void add_weight_gradient(const LaneConvolution& shape, const float* x, const float* z, float* sums) {
  for (Index top = 0; top < shape.code[0]; top += gradient_rows)
    lane_add_weight_gradient_rows(shape, x, z, top, smaller(gradient_rows, shape.code[0] - top), sums);
}

constexpr ConvolutionKernels convolution_kernels() {
  return {Floats::lanes, conv2d, conv_transpose2d, add_weight_gradient, lane_reduce_weight_gradient};
}

}  // namespace
}  // namespace lgn::simd
