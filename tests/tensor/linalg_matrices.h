// Matrices and norms that the tests of linear algebra share.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/random.h"

namespace lgn::testing_matrices {

inline TensorD random_matrix(Index rows, Index columns, std::uint64_t seed = 1) {
  Random random(seed);
  auto a = TensorD::uninitialized({rows, columns});
  for (double& x : a) x = random.normal();
  return a;
}

inline TensorD random_symmetric(Index n, std::uint64_t seed = 1) {
  TensorD a = random_matrix(n, n, seed);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < i; ++j) a(i, j) = a(j, i);
  return a;
}

inline TensorD diagonal_matrix(const std::vector<double>& diagonal) {
  const Index n = static_cast<Index>(diagonal.size());
  TensorD a({n, n});
  for (Index i = 0; i < n; ++i) a(i, i) = diagonal[i];
  return a;
}

/// A matrix whose entries grow by a factor 10^decades from the first row to the last, and so the columns.
inline TensorD graded_matrix(Index n, double decades) {
  TensorD a = random_matrix(n, n, 5);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j)
      a(i, j) *= std::pow(10.0, decades * static_cast<double>(i + j) / static_cast<double>(2 * n));
  return a;
}

inline double frobenius(const TensorD& a) {
  double sum = 0;
  for (double x : a) sum = std::hypot(sum, x);
  return sum;
}

inline double distance(const TensorD& a, const TensorD& b) {
  EXPECT_EQ(a.shape(), b.shape());
  double sum = 0;
  for (Index i = 0; i < a.count(); ++i) sum = std::hypot(sum, a[i] - b[i]);
  return sum;
}

/// ||Q^T Q - I||.
inline double departure_from_orthonormal(const TensorD& q) {
  return distance(matmul(lgn::transpose(q), q), identity(q.extent(1)));
}

/// What rounding may do to an algorithm on matrices of order n and size `norm`.
inline double rounding(Index n, double norm) {
  return 8 * static_cast<double>(n) * epsilon * norm;
}

}  // namespace lgn::testing_matrices
