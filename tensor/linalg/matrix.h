// Small things that every file here needs: checks of arguments, identity, transpose.
#pragma once

#include <cmath>
#include <numeric>

#include "tensor/tensor.h"

namespace lgn {

/// Unit round-off times two: the distance from 1 to the next double.
inline constexpr double epsilon = 0x1p-52;

/// Error naming `what` unless `a` is a matrix (rank 2) of finite numbers.
inline void require_finite_matrix(const TensorD& a, std::string_view what) {
  require(a.rank() == 2, what, ": expected a matrix, found shape ", a.shape());
  for (Index i = 0; i < a.count(); ++i)
    if (!std::isfinite(a[i]))
      fail(what, ": entry (", i / a.extent(1), ", ", i % a.extent(1), ") of the ", a.shape(), " matrix is ", a[i],
           "; expected finite numbers");
}

/// The same for a square matrix; returns its order.
inline Index require_finite_square(const TensorD& a, std::string_view what) {
  require(a.rank() == 2 && a.extent(0) == a.extent(1), what, ": expected a square matrix, found shape ", a.shape());
  require_finite_matrix(a, what);
  return a.extent(0);
}

inline TensorD identity(Index n) {
  TensorD result({n, n});
  for (Index i = 0; i < n; ++i) result(i, i) = 1;
  return result;
}

/// [m,n] -> [n,m], in tiles that fit into cache.
template <class Number>
BasicTensor<Number> transpose(const BasicTensor<Number>& a) {
  const Index rows = a.extent(0), columns = a.extent(1), tile = 32;
  auto result = BasicTensor<Number>::uninitialized({columns, rows});
  for (Index i0 = 0; i0 < rows; i0 += tile)
    for (Index j0 = 0; j0 < columns; j0 += tile)
      for (Index i = i0; i < std::min(rows, i0 + tile); ++i)
        for (Index j = j0; j < std::min(columns, j0 + tile); ++j) result[j * rows + i] = a[i * columns + j];
  return result;
}

/// (A + A^T) / 2 of a square matrix.
inline TensorD symmetric_part(const TensorD& A) {
  TensorD result = transpose(A);
  for (Index i = 0; i < A.count(); ++i) result[i] = (A[i] + result[i]) / 2;
  return result;
}

/// <a, b>, the sum of the products of equal entries.
inline double inner(const TensorD& a, const TensorD& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/// <a, b> / (||a|| ||b||); 0 where either is zero.
inline double frobenius_cosine(const TensorD& a, const TensorD& b) {
  const double squares = inner(a, a) * inner(b, b);
  return squares > 0 ? inner(a, b) / std::sqrt(squares) : 0;
}

/// The sum of the squared differences of equal entries.
inline double squared_distance(const TensorD& a, const TensorD& b) {
  double sum = 0;
  for (Index i = 0; i < a.count(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

/// ||A - I||_F / sqrt(d) of a square matrix [d,d].
inline double distance_from_identity(const TensorD& A) {
  return std::sqrt(squared_distance(A, identity(A.extent(0))) / A.extent(0));
}

/// Largest sum of absolute values in a column.
inline double one_norm(const TensorD& a) {
  double largest = 0;
  for (Index j = 0; j < a.extent(1); ++j) {
    double sum = 0;
    for (Index i = 0; i < a.extent(0); ++i) sum += std::abs(a(i, j));
    largest = std::max(largest, sum);
  }
  return largest;
}

}  // namespace lgn
