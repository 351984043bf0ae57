#include "autograd/convolution_ops.h"

namespace lgn {
namespace {

/// The window of the same map, transposed: for an image of this shape, transposed convolution has to make
/// the rows and columns that the window never reached.
ConvolutionWindow reaching(ConvolutionWindow window, const Shape& image, const Shape& code, const Shape& kernel) {
  for (int axis = 0; axis < 2; ++axis) {
    window.output_padding[axis] = 0;
    window.output_padding[axis] = image[2 + axis] - window.image_extent(axis, code[2 + axis], kernel[2 + axis]);
  }
  return window;
}

}  // namespace

Variable conv2d(Variable x, Variable w, const ConvolutionWindow& window) {
  return x.tape().record("conv2d", conv2d(x.value(), w.value(), window), {x, w}, [=](const Tensor& dy) {
    if (x.requires_gradient())
      x.tape().accumulate(x, conv_transpose2d(dy, w.value(), reaching(window, x.shape(), dy.shape(), w.shape())));
    if (w.requires_gradient())
      w.tape().accumulate(w, conv2d_weight_gradient(x.value(), dy, w.value().extent(2), w.value().extent(3), window));
  });
}

Variable conv_transpose2d(Variable z, Variable w, const ConvolutionWindow& window) {
  return z.tape().record(
      "conv_transpose2d", conv_transpose2d(z.value(), w.value(), window), {z, w}, [=](const Tensor& dx) {
        if (z.requires_gradient()) z.tape().accumulate(z, conv2d(dx, w.value(), window));
        if (w.requires_gradient()) {
          w.tape().accumulate(w,
                              conv2d_weight_gradient(dx, z.value(), w.value().extent(2), w.value().extent(3), window));
        }
      });
}

}  // namespace lgn
