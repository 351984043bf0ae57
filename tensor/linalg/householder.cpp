#include "tensor/linalg/householder.h"

#include <algorithm>
#include <cmath>

namespace lgn {

Reflector make_reflector(double* x, Index count, Index stride) {
  double largest = 0;
  for (Index i = 1; i < count; ++i) largest = std::max(largest, std::abs(x[i * stride]));
  if (largest == 0) return {0, count > 0 ? x[0] : 0};
  largest = std::max(largest, std::abs(x[0]));
  // From here on in units of the largest entry: the parts of the result stay consistent down to denormals.
  double sum = 0;
  for (Index i = 0; i < count; ++i) sum += (x[i * stride] / largest) * (x[i * stride] / largest);
  const double beta = -std::copysign(std::sqrt(sum), x[0]);
  const double pivot = x[0] / largest - beta;  // no cancellation: the signs agree
  for (Index i = 1; i < count; ++i) x[i * stride] = (x[i * stride] / largest) / pivot;
  return {-pivot / beta, beta * largest};
}

}  // namespace lgn
