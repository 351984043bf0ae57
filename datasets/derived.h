// Data sets made from others.
#pragma once

#include "datasets/dataset.h"

namespace lgn {

// Grey images from coloured ones, for grey CIFAR-10.

/// [N, 3, H, W] bytes or floats -> [N, 1, H, W] floats:  0.2989 red + 0.587 green + 0.114 blue, of bytes
/// divided by 255 first. Not rounded to bytes again: that noise would matter to the whitening, which divides
/// by the smallest variances. Labels are kept. Error unless there are three channels.
Images gray(const Images& images);

// Rotated MNIST (after Larochelle et al., 2007): digits turned by angles drawn uniformly.
//
// From all 70,000 images, training images first, 62,000 are drawn without replacement: the first 12,000 are
// for training, the other 50,000 for testing. Each is turned about its centre by an angle uniform in
// [0, 360) degrees. The seed is fixed, so that the data set is the same on every machine and for every run;
// the published one was drawn by other random numbers, so images differ one by one.

/// Turns an image counter-clockwise about its centre; bilinear, black outside. from and to [rows, columns].
/// Multiples of 90 degrees are exact for square images. Sine and cosine are our own, so that every machine
/// makes the same bytes.
void rotate_bilinear(const std::uint8_t* from, std::uint8_t* to, Index rows, Index columns, double degrees);

/// `train_count` + `test_count` rotated images drawn from both parts of `upright` (bytes, one channel).
/// Throws Error when there are fewer images than that.
Dataset rotated(const Dataset& upright, Index train_count = 12'000, Index test_count = 50'000);

}  // namespace lgn
