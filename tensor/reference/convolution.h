// The definitions of convolution, its transpose and the gradient of its filters: tensor/convolution.h with
// plain loops, for any number type. This is the documentation, and what the fast kernels are held against.
#pragma once

#include "tensor/convolution.h"

namespace lgn::reference {

/// Calls visit(x, y, w) with the flat indices of every product that the convolution of an image tensor of
/// shape `x`, a code tensor of shape `y` and a filter tensor of shape `w` is made of. Pixels in the padding
/// are zero and left out.
template <class Visit>
void for_each_product(const Shape& x, const Shape& y, const Shape& w, const ConvolutionWindow& window, Visit&& visit) {
  const Index N = x[0], C = x[1], H = x[2], W = x[3], F = w[0], R = w[2], S = w[3];
  for (Index n = 0; n < N; ++n) {
    for (Index f = 0; f < F; ++f) {
      for (Index i = 0; i < y[2]; ++i) {
        for (Index j = 0; j < y[3]; ++j) {
          for (Index c = 0; c < C; ++c) {
            for (Index r = 0; r < R; ++r) {
              for (Index s = 0; s < S; ++s) {
                const Index a = i * window.stride[0] - window.padding[0] + r;
                const Index b = j * window.stride[1] - window.padding[1] + s;
                if (a < 0 || a >= H || b < 0 || b >= W) continue;
                visit(((n * C + c) * H + a) * W + b, ((n * F + f) * y[2] + i) * y[3] + j,
                      ((f * C + c) * R + r) * S + s);
              }
            }
          }
        }
      }
    }
  }
}

/// x [N,C,H,W], w [F,C,r,s] -> y [N,F,h,w].
template <class Number>
BasicTensor<Number> conv2d(const BasicTensor<Number>& x, const BasicTensor<Number>& w,
                           const ConvolutionWindow& window) {
  BasicTensor<Number> y({x.extent(0), w.extent(0), window.code_extent(0, x.extent(2), w.extent(2)),
                         window.code_extent(1, x.extent(3), w.extent(3))});
  for_each_product(x.shape(), y.shape(), w.shape(), window,
                   [&](Index ix, Index iy, Index iw) { y[iy] += x[ix] * w[iw]; });
  return y;
}

/// z [N,F,h,w], w [F,C,r,s] -> x [N,C,H,W].
template <class Number>
BasicTensor<Number> conv_transpose2d(const BasicTensor<Number>& z, const BasicTensor<Number>& w,
                                     const ConvolutionWindow& window) {
  BasicTensor<Number> x({z.extent(0), w.extent(1), window.image_extent(0, z.extent(2), w.extent(2)),
                         window.image_extent(1, z.extent(3), w.extent(3))});
  for_each_product(x.shape(), z.shape(), w.shape(), window,
                   [&](Index ix, Index iz, Index iw) { x[ix] += z[iz] * w[iw]; });
  return x;
}

/// x [N,C,H,W], y_gradient [N,F,h,w] -> gradient of w, [F,C,r,s].
template <class Number>
BasicTensor<Number> conv2d_weight_gradient(const BasicTensor<Number>& x, const BasicTensor<Number>& y_gradient,
                                           Index kernel_height, Index kernel_width, const ConvolutionWindow& window) {
  BasicTensor<Number> w({y_gradient.extent(1), x.extent(1), kernel_height, kernel_width});
  for_each_product(x.shape(), y_gradient.shape(), w.shape(), window,
                   [&](Index ix, Index iy, Index iw) { w[iw] += x[ix] * y_gradient[iy]; });
  return w;
}

}  // namespace lgn::reference
