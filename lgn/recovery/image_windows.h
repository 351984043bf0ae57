// Windows of m x m pixels in images [N,H,W].
#pragma once

#include <vector>

#include "tensor/tensor.h"

namespace lgn {

/// A window by its first pixel, and the sum of its squares.
struct Place {
  Index image, row, column;
  double energy;
};

/// The window of an image that holds most.
Place fullest_window(const TensorD& images, Index image, Index m);

/// That of each image, the fullest first.
std::vector<Place> fullest_windows(const TensorD& images, Index m);

/// Copies the m x m pixels at `place` to `filter`.
void copy_window(const TensorD& images, const Place& place, Index m, double* filter);

}  // namespace lgn
