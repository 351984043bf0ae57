// Snapping: from any matrix to a nearby one with A^n = I, and how far it had to move.
//
// Eigenvalues go to the nearest n-th roots of unity, eigenvectors stay. For normal A that is the nearest
// matrix of finite order; otherwise it is a near one. The distance moved certifies how much of a group the
// matrix was.
#pragma once

#include <vector>

#include "tensor/tensor.h"

namespace lgn {

struct Snapped {
  TensorD matrix;                     // [d,d], its n-th power is I to rounding
  std::vector<Index> multiplicities;  // of exp(2 pi i k / n), k = 0 .. floor(n/2), as in representation.h
  TensorD basis;                      // S [d,d]: matrix = S R S^-1, blocks in the representation's order
  double moved;                       // ||matrix - A||_F / ||A||_F
  double phase_moved;                 // root mean square over eigenvalues of the angle turned, in radians
  double condition;                   // of the basis; infinite when A has too few eigenvectors
};

/// A [d,d], n >= 1. Real eigenvalues stay real: negative ones go to -1 for even n; for odd n to pairs turned
/// by pi (n-1)/n, a last one to 1. Error when A is not square, not finite, or lacks eigenvectors.
Snapped snap(const TensorD& A, Index n);

/// The same within orthogonal matrices: first the nearest orthogonal matrix (U V^T of A = U D V^T), then
/// snapping it, with an orthogonal basis. Error when A is singular.
Snapped snap_orthogonal(const TensorD& A, Index n);

/// An orthogonal basis W in which the orthogonal matrix nearest to A is made of blocks sorted by phase from 0
/// to pi: the start from which an orthogonal generator of given multiplicities comes close to A.
TensorD phase_ordered_basis(const TensorD& A);

}  // namespace lgn
