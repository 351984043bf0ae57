#include "tensor/linalg/rotation_logarithm.h"

#include <cmath>
#include <numbers>
#include <vector>

#include "tensor/linalg/lu.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/schur.h"
#include "tensor/linalg/svd.h"

namespace lgn {
namespace {

void require_rotation(const TensorD& q) {
  const Index n = require_finite_square(q, "logarithm of a rotation");
  const TensorD product = matmul(transpose(q), q);
  double largest = 0;
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) largest = std::max(largest, std::abs(product(i, j) - (i == j)));
  require(largest < 1e-6, "logarithm of a rotation: Q^T Q differs from I by ", largest,
          "; expected an orthogonal matrix");
  require(n == 0 || log_determinant(q).sign > 0,
          "logarithm of a rotation: the determinant is -1; a reflection has no real logarithm");
}

/// A turn by `phase` in the plane of coordinates i and j.
void set_turn(TensorD& algebra, Index i, Index j, double phase) {
  algebra(j, i) = phase;
  algebra(i, j) = -phase;
}

}  // namespace

TensorD nearest_rotation(const TensorD& a) {
  const Index n = require_finite_square(a, "nearest rotation");
  if (n == 0) return a.clone();
  Svd parts = svd(a);
  const TensorD right = transpose(parts.v);
  TensorD nearest = matmul(parts.u, right);
  if (log_determinant(nearest).sign > 0) return nearest;
  for (Index i = 0; i < n; ++i) parts.u(i, n - 1) *= -1;
  return matmul(parts.u, right);
}

TensorD rotation_logarithm(const TensorD& q) {
  require_rotation(q);
  const Index n = q.extent(0);
  if (n == 0) return q.clone();
  const RealSchur schur = real_schur(q);
  TensorD algebra({n, n});
  std::vector<Index> half_turns;  // eigenvalues -1: an even number, two make a plane
  for (Index i = 0; i < n; ++i) {
    if (i + 1 < n && schur.t(i + 1, i) != 0) {
      const double sine = (schur.t(i + 1, i) - schur.t(i, i + 1)) / 2;
      const double cosine = (schur.t(i, i) + schur.t(i + 1, i + 1)) / 2;
      set_turn(algebra, i, i + 1, std::atan2(sine, cosine));
      ++i;
    } else if (schur.t(i, i) < 0) {
      half_turns.push_back(i);
    }
  }
  for (std::size_t k = 0; k + 1 < half_turns.size(); k += 2) {
    set_turn(algebra, half_turns[k], half_turns[k + 1], std::numbers::pi);
  }
  return matmul(matmul(schur.q, algebra), transpose(schur.q));
}

}  // namespace lgn
