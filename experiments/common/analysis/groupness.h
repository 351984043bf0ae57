// How near a single matrix is to the generator of a cyclic group.
#pragma once

#include "tensor/tensor.h"

namespace lgn {

struct Groupness {
  Index order;            // the n in 2 .. 12 with the least closure error
  double closure_error;   // ||A^n - I||_F / sqrt(d): 0 for A^n = I
  double distance_moved;  // root mean square distance of the eigenvalues from the nearest n-th root of 1
  double mean_cosine;     // mean of cos(n theta) over the eigenvalues' phases: 1 for roots of 1
  double from_identity;   // ||A - I||_F / sqrt(d): the trivial group also closes
};

/// A [d,d] is first scaled by the number that brings it to the norm of an orthogonal matrix, sqrt(d):
/// matrices kept at unit norm would all be far from any group for that reason alone. Error when A is zero.
Groupness groupness(const TensorD& a);

}  // namespace lgn
