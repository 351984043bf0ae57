// Which pixels are neighbours, read off the images alone: signals whose pixels stand in a secret order get it
// back, up to where it begins and which way it goes.
#pragma once

#include <vector>

#include "tensor/tensor.h"

namespace lgn {

/// The pixels of images [N,C,H,W] in the order of a closed path along which the sum of 1 - correlation
/// (over images and channels) is small: nearest neighbours from every pixel, then pieces are reversed while
/// that makes the path shorter (2-opt; Croes 1958); the shortest path of all starts. H W <= 256; O(H W)^3 and
/// more. Error when a pixel is constant, or no two pixels correlate by more than 0.1, as after whitening.
std::vector<Index> pixel_ring(const Tensor& images);

}  // namespace lgn
