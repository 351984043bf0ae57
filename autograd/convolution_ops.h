// Convolution and its transpose on the tape. Each is linear in both inputs, and the three maps of
// tensor/convolution.h are each other's derivatives. Letters, formulas and errors: there.
#pragma once

#include "autograd/tape.h"
#include "tensor/convolution.h"

namespace lgn {

/// x [N,C,H,W], w [F,C,r,s] -> y [N,F,h,w]
///   y[n,f,i,j] = sum_{c,r,s} x[n,c, i stride - padding + r, j stride - padding + s] w[f,c,r,s]
///   dx = conv_transpose2d(dy, w)   (rows that the window never reached get 0)
///   dw = conv2d_weight_gradient(x, dy)
Variable conv2d(Variable x, Variable w, const ConvolutionWindow& window);

/// z [N,F,h,w], w [F,C,r,s] -> x [N,C,H,W]: the transpose, in x and y above, of conv2d with the same w.
///   dz = conv2d(dx, w)
///   dw = conv2d_weight_gradient(dx, z)
Variable conv_transpose2d(Variable z, Variable w, const ConvolutionWindow& window);

}  // namespace lgn
