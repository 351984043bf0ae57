// Rotated MNIST (after Larochelle et al., 2007): digits turned by angles drawn uniformly.
//
// From all 70,000 images, training images first, 62,000 are drawn without replacement: the first 12,000 are
// for training, the other 50,000 for testing. Each is turned about its centre by an angle uniform in
// [0, 360) degrees. The seed is fixed, so that the data set is the same on every machine and for every run;
// the published one was drawn by other random numbers, so images differ one by one.
#pragma once

#include "datasets/dataset.h"

namespace lgn {

/// Turns an image counter-clockwise about its centre; bilinear, black outside. from and to [rows, columns].
/// Multiples of 90 degrees are exact for square images. Sine and cosine are our own, so that every machine
/// makes the same bytes.
void rotate_bilinear(const std::uint8_t* from, std::uint8_t* to, Index rows, Index columns, double degrees);

/// `train_count` + `test_count` rotated images drawn from both parts of `upright` (bytes, one channel).
/// Throws Error when there are fewer images than that.
Dataset rotated(const Dataset& upright, Index train_count = 12'000, Index test_count = 50'000);

}  // namespace lgn
