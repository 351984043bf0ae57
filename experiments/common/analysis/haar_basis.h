// Haar-type orthonormal bases of m x m patches, and the multi-scale score of a matrix in them.
//
// A basis follows an order of m's prime factors, coarse to fine. The whole patch gives the mean (scale 0).
// At scale s every block of the scale before is cut into f x f equal blocks, f the s-th factor, and gets
// f^2 - 1 patterns that are constant on those: products c_p(row) c_q(column), (p, q) != (0, 0), of the
// cosines c_p(x) = cos(pi p (2 x + 1) / (2 f)), normalised. For f = 2: (1, 1), (1, -1); for f = 3: (1, 1, 1),
// (1, 0, -1), (1, -2, 1). With m = 6 that makes 1 + 3 + 32 patterns (halves, then thirds of them) or
// 1 + 8 + 27 (thirds, then halves).
#pragma once

#include <vector>

#include "tensor/tensor.h"

namespace lgn {

struct HaarBasis {
  std::vector<Index> factors;  // coarse to fine; their product is m
  TensorD patterns;            // [d, d], orthonormal rows
  std::vector<Index> scale;    // [d], of each row: 0 for the mean, then 1 ..
};

/// A basis for every order of m's prime factors.
std::vector<HaarBasis> haar_bases(Index m);

/// The matrix in the basis, H A H^T, looked at scale by scale. Without its all-ones component: that is entry
/// (0, 0). E(s, t): energy of the block that maps scale t to scale s.
struct ScaleEnergy {
  /// mean over the scales s >= 1 of  E(s, s) / sqrt(E(s, .) E(., s)):  1 where every scale is mapped to
  /// itself, whatever its size. (The plain share of E(s, s) has no contrast: scale 2 alone holds 32 of 36
  /// dimensions.)
  double within_scales;
  double sparsity;  // (sqrt N - ||.||_1 / ||.||_2) / (sqrt N - 1) of all N entries (Hoyer 2004)
};
ScaleEnergy scale_energy(const HaarBasis& basis, const TensorD& a);

}  // namespace lgn
