#include "tensor/linalg/matrix_exponential.h"

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

/// Numerator of the [13/13] Pade approximant of exp; the denominator has the same with alternating signs.
constexpr double pade[14] = {64764752532480000.0,
                             32382376266240000.0,
                             7771770303897600.0,
                             1187353796428800.0,
                             129060195264000.0,
                             10559470521600.0,
                             670442572800.0,
                             33522128640.0,
                             1323241920.0,
                             40840800.0,
                             960960.0,
                             16380.0,
                             182.0,
                             1.0};

/// Norm up to which the approximant is exact to rounding.
constexpr double pade_radius = 5.371920351148152;

/// c0 I + c1 a2 + c2 a4 + c3 a6.
TensorD polynomial(double c0, double c1, double c2, double c3, const TensorD& a2, const TensorD& a4,
                   const TensorD& a6) {
  auto sum = TensorD::uninitialized(a2.shape());
  for (Index i = 0; i < sum.count(); ++i) sum[i] = c1 * a2[i] + c2 * a4[i] + c3 * a6[i];
  for (Index i = 0; i < sum.extent(0); ++i) sum(i, i) += c0;
  return sum;
}

void add(TensorD& to, const TensorD& from) {
  for (Index i = 0; i < to.count(); ++i) to[i] += from[i];
}

/// r(a) = q(a)^-1 p(a), where p and q share their even part and differ in the sign of the odd one.
TensorD pade_approximant(const TensorD& a) {
  const TensorD a2 = matmul(a, a), a4 = matmul(a2, a2), a6 = matmul(a4, a2);
  TensorD odd = matmul(a6, polynomial(0, pade[9], pade[11], pade[13], a2, a4, a6));
  add(odd, polynomial(pade[1], pade[3], pade[5], pade[7], a2, a4, a6));
  odd = matmul(a, odd);
  TensorD even = matmul(a6, polynomial(0, pade[8], pade[10], pade[12], a2, a4, a6));
  add(even, polynomial(pade[0], pade[2], pade[4], pade[6], a2, a4, a6));
  auto numerator = TensorD::uninitialized(a.shape()), denominator = TensorD::uninitialized(a.shape());
  for (Index i = 0; i < a.count(); ++i) {
    numerator[i] = even[i] + odd[i];
    denominator[i] = even[i] - odd[i];
  }
  return solve(denominator, numerator);
}

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

TensorD matrix_exponential(const TensorD& a) {
  const Index n = require_finite_square(a, "matrix exponential");
  if (n == 0) return a.clone();
  const double norm = one_norm(a);
  require(std::isfinite(norm), "matrix exponential: the sums of its argument's columns are infinite");
  int squarings = 0;
  while (std::ldexp(norm, -squarings) > pade_radius) ++squarings;
  TensorD scaled = a.clone();
  for (double& x : scaled) x = std::ldexp(x, -squarings);
  TensorD result = pade_approximant(scaled);
  for (int i = 0; i < squarings; ++i) result = matmul(result, result);
  require_finite_matrix(result, "matrix exponential (result)");
  return result;
}

TensorD matrix_exponential_gradient(const TensorD& a, const TensorD& gradient) {
  const Index n = require_finite_square(a, "gradient of the matrix exponential");
  require_shape(gradient, a.shape(), "the gradient of a matrix exponential");
  double scale = 0;  // the result is linear in the gradient: keep its size out of the approximation
  for (double g : gradient) scale = std::max(scale, std::abs(g));
  if (scale == 0) return TensorD({n, n});
  TensorD block({2 * n, 2 * n});
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) {
      block(i, j) = block(n + i, n + j) = a(j, i);
      block(i, n + j) = gradient(i, j) / scale;
    }
  const TensorD exponential = matrix_exponential(block);
  auto result = TensorD::uninitialized({n, n});
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) result(i, j) = scale * exponential(i, n + j);
  return result;
}

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
  for (std::size_t k = 0; k + 1 < half_turns.size(); k += 2)
    set_turn(algebra, half_turns[k], half_turns[k + 1], std::numbers::pi);
  return matmul(matmul(schur.q, algebra), transpose(schur.q));
}

}  // namespace lgn
