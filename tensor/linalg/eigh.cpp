#include "tensor/linalg/eigh.h"

#include "tensor/linalg/matrix.h"
#include "tensor/linalg/tridiagonal.h"
#include "tensor/linalg/tridiagonal_qr.h"

namespace lgn {
namespace {

void require_symmetric(const TensorD& a, double largest) {
  const Index n = a.extent(0);
  const double tolerance = 1e-10 * largest;
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < i; ++j)
      require(std::abs(a(i, j) - a(j, i)) <= tolerance, "symmetric eigenvalues: the ", to_string(a.shape()),
              " matrix is not symmetric: entry (", i, ", ", j, ") is ", a(i, j), ", entry (", j, ", ", i,
              ") is ", a(j, i));
}

/// The mean of both triangles times a power of two that brings the largest entry near 1.
TensorD symmetrized(const TensorD& a, int exponent) {
  const Index n = a.extent(0);
  auto result = TensorD::uninitialized({n, n});
  const double factor = std::ldexp(0.5, -exponent);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j <= i; ++j) result(i, j) = result(j, i) = factor * a(i, j) + factor * a(j, i);
  return result;
}

}  // namespace

SymmetricEigen eigh(const TensorD& a) {
  const Index n = require_finite_square(a, "symmetric eigenvalues");
  double largest = 0;
  for (double x : a) largest = std::max(largest, std::abs(x));
  require_symmetric(a, largest);
  const int exponent = largest > 0 ? std::ilogb(largest) : 0;

  Tridiagonalization reduction = tridiagonalize(symmetrized(a, exponent));
  TensorD rows = identity(n);
  tridiagonal_qr(n, reduction.diagonal.data(), reduction.off_diagonal.data(), rows.data(), n);
  apply_reflectors(reduction, rows);

  SymmetricEigen result{TensorD({n}), transpose(rows)};
  for (Index i = 0; i < n; ++i)
    result.values[i] = std::ldexp(reduction.diagonal[static_cast<std::size_t>(i)], exponent);
  return result;
}

}  // namespace lgn
