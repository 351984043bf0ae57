// A start for generators that is found in the training images, nothing named: `--search moments`.
#pragma once

#include "datasets/dataset.h"
#include "lgn/architecture.h"

namespace lgn {

/// The orthogonal matrix [d,d] of order n = 2 or 4 that keeps the moments of kernel-sized patches best
/// (lgn/probe/eigenbasis_search.h), A^n = I to rounding. Patches are taken at random from images as they are,
/// before whitening, means over channels; one half of the images proposes, the other decides. Error when
/// nothing keeps the moments, for another n, and where a kernel is larger than the images or
/// than 64 pixels.
TensorD start_from_moments(const Images& images, const KernelExtent& kernel, Index n, std::uint64_t seed);

}  // namespace lgn
