// Operations on filters that have a name, as starts of learned generators or as groups that are given:
//
//   rotations   turned by 360/n degrees, n = 1, 2, 4; square kernels
//   mirrors     left and right exchanged, n = 2
//   shifts      moved by 1/n of the width, or else of the height, around the border; n has to divide it
//   bands       nothing that anybody knows: a random group of order n that mixes only patterns of nearly
//   equal
//               frequency. The cosine patterns, sorted by frequency, are cut into bands of n, and in each the
//               cyclic permutation of n coordinates acts, in random orthogonal ones
#pragma once

#include <string>

#include "tensor/random.h"
#include "tensor/tensor.h"

namespace lgn {

/// The matrix [d,d], orthogonal and of order n, that acts on filters of height x width pixels, d of them.
/// Throws Error, in the words of the flags, where there is none.
TensorD named_operation(const std::string& name, Index height, Index width, Index n, Random& random);

}  // namespace lgn
