// Two-dimensional convolution, its transpose and the gradient of its filters, on [N, C, H, W] tensors.
//
// Letters, here and everywhere: N images, C channels, H x W pixels, F filters, h x w code, m x m kernel.
// As in PyTorch, "convolution" is cross-correlation. The three operations are each other's derivatives:
//
//   y[n,f,i,j]  = sum_{c,r,s} x[n,c, i*stride - padding + r, j*stride - padding + s] * w[f,c,r,s]    conv2d
//   x[n,c,a,b]  = the transpose of that map applied to a code z[n,f,i,j]                   conv_transpose2d
//   w[f,c,r,s]  = sum_{n,i,j} g[n,f,i,j] * x[n,c, i*stride - padding + r, ...]       conv2d_weight_gradient
//
// so   dL/dx = conv_transpose2d(dL/dy, w)   and   dL/dw = conv2d_weight_gradient(x, dL/dy).
// The plain definitions are in tensor/reference/convolution.h.
#pragma once

#include "tensor/tensor.h"

namespace lgn {

/// How a kernel moves over an image; index 0 is vertical, 1 horizontal.
struct ConvolutionWindow {
  Index stride[2] = {1, 1};
  Index padding[2] = {0, 0};
  Index output_padding[2] = {0, 0};  // conv_transpose2d only: rows and columns added at the end

  /// Extent of the code: floor((image + 2 padding - kernel) / stride) + 1.
  Index code_extent(int axis, Index image, Index kernel) const {
    return (image + 2 * padding[axis] - kernel) / stride[axis] + 1;
  }
  /// Extent of the image that conv_transpose2d makes: (code - 1) stride - 2 padding + kernel + output
  /// padding.
  Index image_extent(int axis, Index code, Index kernel) const {
    return (code - 1) * stride[axis] - 2 * padding[axis] + kernel + output_padding[axis];
  }
};

/// x [N,C,H,W], w [F,C,r,s] -> [N,F,h,w]. Error when a kernel is larger than the padded image.
Tensor conv2d(const Tensor& x, const Tensor& w, const ConvolutionWindow& window);

/// z [N,F,h,w], w [F,C,r,s] -> [N,C,H,W] with H = image_extent(0, h, r). Output padding below the stride.
Tensor conv_transpose2d(const Tensor& z, const Tensor& w, const ConvolutionWindow& window);

/// x [N,C,H,W], y_gradient [N,F,h,w] -> gradient of w, [F,C,r,s] for the kernel extents given.
Tensor conv2d_weight_gradient(const Tensor& x, const Tensor& y_gradient, Index kernel_height, Index kernel_width,
                              const ConvolutionWindow& window);

}  // namespace lgn
