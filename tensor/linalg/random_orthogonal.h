// Random orthogonal matrices.
#pragma once

#include "tensor/random.h"

namespace lgn {

/// [d,d], uniformly distributed (Haar): Q of a Gaussian matrix whose R has a positive diagonal (Mezzadri 2007).
TensorD random_orthogonal(Index d, Random& random);

}  // namespace lgn
