// Whitening and its eigenvalues for build/bench, on synthetic images.
#pragma once

#include "tensor/tensor.h"

namespace lgn {

struct PreprocessingTimes {
  double covariance_seconds;  // of all rows
  double eigh_seconds;        // of the covariance
  double apply_seconds;       // to all rows
  double whiten_seconds;      // all of it, from the mean to the last whitened row
};

/// Rows that are like photographs to a whitening: neighbouring pixels go together, so that the variances span
/// many orders of magnitude. Images of 3 x side x side, [images, 3 side side].
Tensor synthetic_images(Index images, Index side);

/// Fits a whitening to the rows and applies it to them, as the training programs do.
PreprocessingTimes time_preprocessing(Tensor rows);

}  // namespace lgn
