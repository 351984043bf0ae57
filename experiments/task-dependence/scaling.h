// Classical multidimensional scaling: points in the plane whose distances come close to given ones.
#pragma once

#include "tensor/tensor.h"

namespace lgn {

/// distances [N, N], symmetric, N >= 2 -> coordinates [N, 2]: the two leading eigenvectors of the doubly
/// centred -d^2 / 2, scaled by the roots of their eigenvalues (Torgerson 1952). A direction whose eigenvalue
/// is not positive holds zeros. The sign of an axis is that which makes its largest coordinate positive.
TensorD classical_scaling(const TensorD& distances);

}  // namespace lgn
