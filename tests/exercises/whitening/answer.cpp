#include <algorithm>
#include <cmath>

#include "tensor/linalg/eigh.h"
#include "tests/exercises/whitening/exercise.h"

namespace lgn::exercises {

TensorD whitening_answer(const TensorD& rows, double eps) {
  const Index N = rows.extent(0), D = rows.extent(1);
  TensorD mean({D}), covariance({D, D}), Z({D, D});
  for (Index n = 0; n < N; ++n)
    for (Index i = 0; i < D; ++i) mean[i] += rows(n, i) / static_cast<double>(N);
  for (Index n = 0; n < N; ++n)
    for (Index i = 0; i < D; ++i)
      for (Index j = 0; j < D; ++j)
        covariance(i, j) += (rows(n, i) - mean[i]) * (rows(n, j) - mean[j]) / static_cast<double>(N - 1);
  const SymmetricEigen eigen = eigh(covariance);
  for (Index k = 0; k < D; ++k) {
    const double factor = 1 / std::sqrt(std::max(eigen.values[k], 0.0) + eps);
    for (Index i = 0; i < D; ++i)
      for (Index j = 0; j < D; ++j) Z(i, j) += factor * eigen.vectors(i, k) * eigen.vectors(j, k);
  }
  return Z;
}

}  // namespace lgn::exercises
