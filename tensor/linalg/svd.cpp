#include "tensor/linalg/svd.h"

#include <numeric>
#include <vector>

#include "tensor/linalg/matrix.h"

namespace lgn {
namespace {

constexpr int most_sweeps = 60;

/// Squared length of a column, the largest entry of the matrix being near 1, that counts as zero: what
/// rounding leaves of a dependent column shrinks by a factor epsilon a sweep, and must not go on forever.
constexpr double negligible_square = 1e-280;

double dot(const double* a, const double* b, Index count) {
  double sum = 0;
  for (Index i = 0; i < count; ++i) sum += a[i] * b[i];
  return sum;
}

/// (a, b) := (c a - s b, s a + c b).
void rotate(double* a, double* b, Index count, double c, double s) {
  for (Index i = 0; i < count; ++i) {
    const double x = a[i], y = b[i];
    a[i] = c * x - s * y;
    b[i] = s * x + c * y;
  }
}

/// The matrix being made orthogonal: row i of `w` is column i of A V, row i of `v` column i of V.
struct Columns {
  TensorD w;  // [n,m]
  TensorD v;  // [n,n], or empty when the vectors are not wanted
  Index n, m;

  double* column(Index i) { return w.data() + i * m; }

  void exchange(Index i, Index j) {
    std::swap_ranges(column(i), column(i) + m, column(j));
    if (v.count()) std::swap_ranges(v.data() + i * n, v.data() + (i + 1) * n, v.data() + j * n);
  }

  /// Makes columns i < j orthogonal, the longer one first; false when they already were to rounding.
  bool orthogonalize(Index i, Index j) {
    double a = dot(column(i), column(i), m), b = dot(column(j), column(j), m);
    const double product = dot(column(i), column(j), m);
    if (a < b) {
      exchange(i, j);
      std::swap(a, b);
    }
    if (b < negligible_square) {
      std::fill_n(column(j), m, 0.0);
      return false;
    }
    if (std::abs(product) <= epsilon * std::sqrt(static_cast<double>(m)) * std::sqrt(a) * std::sqrt(b))
      return false;
    const double zeta = (b - a) / (2 * product);
    const double tangent = std::copysign(1.0, zeta) / (std::abs(zeta) + std::hypot(1.0, zeta));
    const double c = 1 / std::hypot(1.0, tangent), s = c * tangent;
    rotate(column(i), column(j), m, c, s);
    if (v.count()) rotate(v.data() + i * n, v.data() + j * n, n, c, s);
    return true;
  }

  void orthogonalize_all() {
    for (int sweep = 0; sweep < most_sweeps; ++sweep) {
      bool rotated = false;
      for (Index i = 0; i < n; ++i)
        for (Index j = i + 1; j < n; ++j) rotated |= orthogonalize(i, j);
      if (!rotated) return;
    }
    fail("singular values of a ", m, " x ", n, " matrix: the Jacobi rotations did not converge in ",
         most_sweeps, " sweeps");
  }
};

/// Fills row `index` of `rows` with a unit vector orthogonal to the rows before it.
void complete(TensorD& rows, Index index, Index m) {
  double* row = rows.data() + index * m;
  for (Index candidate = 0; candidate < m; ++candidate) {
    std::fill(row, row + m, 0.0);
    row[candidate] = 1;
    for (int pass = 0; pass < 2; ++pass)
      for (Index i = 0; i < index; ++i) {
        const double* other = rows.data() + i * m;
        const double projection = dot(row, other, m);
        for (Index k = 0; k < m; ++k) row[k] -= projection * other[k];
      }
    const double norm = std::sqrt(dot(row, row, m));
    if (norm * norm * static_cast<double>(2 * m) < 1) continue;  // some unit vector keeps at least 1/m
    for (Index k = 0; k < m; ++k) row[k] /= norm;
    return;
  }
}

/// A power of two that brings the largest entry near 1, so that squares neither overflow nor vanish.
int exponent_of(const TensorD& a) {
  double largest = 0;
  for (double x : a) largest = std::max(largest, std::abs(x));
  return largest > 0 ? std::ilogb(largest) : 0;
}

Svd decompose(const TensorD& a, bool with_vectors) {
  require_finite_matrix(a, "singular values");
  const bool wide = a.extent(0) < a.extent(1);
  const Index m = std::max(a.extent(0), a.extent(1)), n = std::min(a.extent(0), a.extent(1));
  Columns columns{wide ? a.clone() : transpose(a), with_vectors ? identity(n) : TensorD(), n, m};
  const int exponent = exponent_of(a);
  for (double& x : columns.w) x = std::ldexp(x, -exponent);
  columns.orthogonalize_all();

  std::vector<double> norms;
  for (Index i = 0; i < n; ++i) norms.push_back(std::sqrt(dot(columns.column(i), columns.column(i), m)));
  std::vector<Index> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), Index{0});
  const auto norm = [&](Index i) { return norms[static_cast<std::size_t>(i)]; };
  std::stable_sort(order.begin(), order.end(), [&](Index i, Index j) { return norm(i) > norm(j); });

  Svd result;
  result.singular_values = TensorD({n});
  for (Index i = 0; i < n; ++i)
    result.singular_values[i] = std::ldexp(norm(order[static_cast<std::size_t>(i)]), exponent);
  if (!with_vectors) return result;
  TensorD left({n, m}), right({n, n});
  for (Index i = 0; i < n; ++i) {
    const Index from = order[static_cast<std::size_t>(i)];
    std::copy_n(columns.v.data() + from * n, n, right.data() + i * n);
    for (Index k = 0; k < m && norm(from) > 0; ++k) left(i, k) = columns.column(from)[k] / norm(from);
    if (norm(from) == 0) complete(left, i, m);
  }
  result.u = transpose(wide ? right : left);
  result.v = transpose(wide ? left : right);
  return result;
}

}  // namespace

Svd svd(const TensorD& a) {
  return decompose(a, true);
}

TensorD singular_values(const TensorD& a) {
  return decompose(a, false).singular_values;
}

}  // namespace lgn
