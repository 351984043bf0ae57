#include "experiments/task-dependence/scaling.h"

#include <cmath>

#include "tensor/linalg/eigh.h"

namespace lgn {

TensorD classical_scaling(const TensorD& distances) {
  const Index n = distances.extent(0);
  require(n >= 2, "a map of ", n, " points; expected at least two");
  require_shape(distances, {n, n}, "the matrix of distances");
  std::vector<double> row(static_cast<std::size_t>(n));
  double whole = 0;
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < n; ++j) row[static_cast<std::size_t>(i)] += distances(i, j) * distances(i, j) / n;
    whole += row[static_cast<std::size_t>(i)] / n;
  }
  TensorD inner({n, n});
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j <= i; ++j) {
      const double square = distances(i, j) * distances(i, j);
      inner(i, j) = inner(j, i) =
          -0.5 * (square - row[static_cast<std::size_t>(i)] - row[static_cast<std::size_t>(j)] + whole);
    }
  }
  const SymmetricEigen eigen = eigh(inner);
  TensorD points({n, 2});
  for (Index axis = 0; axis < 2; ++axis) {
    const Index column = n - 1 - axis;
    if (eigen.values[column] <= 0) continue;
    Index largest = 0;
    for (Index i = 1; i < n; ++i) {
      if (std::abs(eigen.vectors(i, column)) > std::abs(eigen.vectors(largest, column))) largest = i;
    }
    const double length = std::copysign(std::sqrt(eigen.values[column]), eigen.vectors(largest, column));
    for (Index i = 0; i < n; ++i) points(i, axis) = length * eigen.vectors(i, column);
  }
  return points;
}

}  // namespace lgn
