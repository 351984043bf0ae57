// Where a generator starts when trained matrices of any form are given: a free one at these, brought to unit norm; an
// orthogonal or exact one at the orthogonal group of finite order, with the architecture's multiplicities and sharing,
// that comes close.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "lgn/architecture.h"
#include "tensor/random.h"
#include "tensor/tensor.h"

namespace lgn {

struct GeneratorStart {
  std::vector<std::pair<std::string, Tensor>> parameters;  // of the generator, by name
  double moved = 0;   // ||A' - A||_F / ||A||_F, A' in the place of A: the mean over the given matrices
  double turned = 0;  // ||A' - s A||_F / ||A'||_F with the best scale s, likewise: 0 .. 1
};

/// Whether there is such a start: free; or orthogonal or exact, more than one element, multiplicities not learned.
bool can_start_from_matrices(const Architecture& architecture);

/// The means of those that share a generator: of one layer's matrices [G, C, d, d], or of all layers', to
/// generator_shape().
Tensor shared_means(const Architecture& architecture, const std::vector<Tensor>& matrices);

/// matrices[k] [G, C, d, d]: those of layer k. Where several share a generator, their mean M counts. A' is M / ||M||,
/// or W R W^T, W the basis in which the orthogonal matrix nearest to M turns planes, sorted by phase: for an M that
/// commutes with its transpose the nearest one of the given multiplicities, if as many single directions as R has of
/// phase 0, or more or fewer by an even number, are of phase 0; else planes of W straddle those of M, and it is a near
/// one. Error when an M is singular or not finite.
GeneratorStart start_from_matrices(const Architecture& architecture, const std::vector<Tensor>& matrices);

// Operations on filters that have a name, as starts of learned generators or as groups that are given:
//
//   rotations   turned by 360/n degrees, n = 1, 2, 4; square kernels
//   mirrors     left and right exchanged, n = 2
//   shifts      moved by 1/n of the width, or else of the height, around the border; n has to divide it
//   bands       nothing that anybody knows: a random group of order n that mixes only patterns of nearly equal
//               frequency. The cosine patterns, sorted by it, are cut into bands of n, and in each the cyclic
//               permutation of n coordinates acts, in random orthogonal ones

/// The matrix [d,d], orthogonal and of order n, that acts on filters of height x width pixels, d of them.
/// Throws Error, in the words of the flags, where there is none.
TensorD named_operation(const std::string& name, Index height, Index width, Index n, Random& random);

}  // namespace lgn
