// Grey images from coloured ones, for grey CIFAR-10.
#pragma once

#include "datasets/dataset.h"

namespace lgn {

/// [N, 3, H, W] bytes or floats -> [N, 1, H, W] floats:  0.2989 red + 0.587 green + 0.114 blue, of bytes
/// divided by 255 first. Not rounded to bytes again: that noise would matter to the whitening, which divides
/// by the smallest variances. Labels are kept. Error unless there are three channels.
Images gray(const Images& images);

}  // namespace lgn
