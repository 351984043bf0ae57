// A start for generators that is found in the training images, nothing named: `--search moments`.
#pragma once

#include <string>

#include "datasets/dataset.h"
#include "lgn/architecture.h"

namespace lgn {

struct MomentStart {
  TensorD A;         // [d,d], orthogonal, A^n = I to rounding
  std::string note;  // which search found it, and what it keeps
};

/// The matrix of order n that keeps the moments of kernel-sized patches best. Looked for, where n = 2 or 4, in the
/// covariance's eigenbasis (lgn/probe/eigenbasis_search.h), which also sees what photographs keep only nearly; where
/// nothing is found there, among the elements of the groups of lgn/probe/commutant_candidates.h and permutations of
/// the pixels (lgn/probe/coordinate_candidates.h); neither needs a simple spectrum. Patches are taken at random from
/// images as they are, before whitening, means over channels; one half of the images proposes, the other decides. Error
/// when nothing keeps the moments, for n above 12, and where a kernel is larger than the images or than 64 pixels.
MomentStart start_from_moments(const Images& images, const KernelExtent& kernel, Index n, std::uint64_t seed);

}  // namespace lgn
