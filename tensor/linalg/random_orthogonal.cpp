#include "tensor/linalg/random_orthogonal.h"

#include "tensor/linalg/qr.h"

namespace lgn {

TensorD random_orthogonal(Index d, Random& random) {
  TensorD gaussian({d, d});
  for (double& x : gaussian) x = random.normal();
  Qr factors = qr(gaussian);
  for (Index i = 0; i < d; ++i)
    for (Index j = 0; j < d; ++j)
      if (factors.r(j, j) < 0) factors.q(i, j) = -factors.q(i, j);
  return factors.q;
}

}  // namespace lgn
