// Adaptive average pooling: any image size to a fixed one.
#pragma once

#include "autograd/tape.h"

namespace lgn {

/// x [N, F, h, w] -> y [N, F, rows, columns], as PyTorch's AdaptiveAvgPool2d.
///   y[i, j] = mean of x over the window of rows floor(i h / rows) .. ceil((i+1) h / rows) - 1 and the
///             columns alike. Windows overlap by a row where h is no multiple of `rows`.
///   dx[a, b] = sum of dy[i, j] / (size of the window) over the windows that hold (a, b).
/// Error when an extent is zero.
Variable adaptive_average_pool2d(Variable x, Index rows, Index columns);

}  // namespace lgn
