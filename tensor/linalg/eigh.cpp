#include "tensor/linalg/eigh.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "tensor/linalg/divide_and_conquer.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/tridiagonal.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

void require_symmetric(const TensorD& a, double largest) {
  const Index n = a.extent(0);
  const double tolerance = 1e-10 * largest;
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < i; ++j)
      if (!(std::abs(a[i * n + j] - a[j * n + i]) <= tolerance))
        fail("symmetric eigenvalues: the ", a.shape(), " matrix is not symmetric: entry (", i, ", ", j, ") is ",
             a(i, j), ", entry (", j, ", ", i, ") is ", a(j, i));
}

/// The mean of both triangles times a power of two that brings the largest entry near 1.
TensorD symmetrized(const TensorD& a, int exponent) {
  const Index n = a.extent(0);
  auto result = TensorD::uninitialized({n, n});
  const double factor = std::ldexp(0.5, -exponent);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j <= i; ++j)
      result[i * n + j] = result[j * n + i] = factor * a[i * n + j] + factor * a[j * n + i];
  return result;
}

/// Column j of the result is row order[j].
TensorD in_columns(const TensorD& rows, const std::vector<Index>& order) {
  const Index n = rows.extent(0);
  auto result = TensorD::uninitialized({n, n});
  parallel_ranges(n, 32, [&](Index begin, Index end) {
    for (Index j0 = 0; j0 < n; j0 += 32)
      for (Index i = begin; i < end; ++i)
        for (Index j = j0; j < std::min(n, j0 + 32); ++j) result[i * n + j] = rows[order[j] * n + i];
  });
  return result;
}

}  // namespace

SymmetricEigen eigh(const TensorD& a) {
  const Index n = require_finite_square(a, "symmetric eigenvalues");
  double largest = 0;
  for (double x : a) largest = std::max(largest, std::abs(x));
  require_symmetric(a, largest);
  const int exponent = largest > 0 ? std::ilogb(largest) : 0;

  const Tridiagonalization reduction = tridiagonalize(symmetrized(a, exponent));
  auto rows = TensorD::uninitialized({n, n});
  const std::vector<double> values = divide_and_conquer(reduction.diagonal, reduction.off_diagonal, rows);
  apply_reflectors(reduction, rows);

  std::vector<Index> order(values.size());
  std::iota(order.begin(), order.end(), Index{0});
  const auto value = [&](Index i) { return values[i]; };
  std::stable_sort(order.begin(), order.end(), [&](Index i, Index j) { return value(i) < value(j); });
  SymmetricEigen result{TensorD({n}), in_columns(rows, order)};
  for (Index i = 0; i < n; ++i) result.values[i] = std::ldexp(value(order[i]), exponent);
  return result;
}

}  // namespace lgn
