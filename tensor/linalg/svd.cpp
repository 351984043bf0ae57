#include "tensor/linalg/svd.h"

#include <numeric>
#include <vector>

#include "tensor/linalg/eigh.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/math.h"
#include "tensor/simd/dispatch.h"
#include "tensor/simd/matrix_kernels.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

constexpr int most_sweeps = 60;

/// Number of columns from which on they are turned by other means first.
constexpr Index large = 48;

/// Numbers that a task should at least rotate for threads to be worthwhile.
constexpr Index worthwhile = 16384;

/// Squared length of a column, the largest entry of the matrix being near 1, that counts as zero: what
/// rounding leaves of a dependent column shrinks by a factor epsilon a sweep, and must not go on forever.
constexpr double negligible_square = 1e-280;

double dot(const double* a, const double* b, Index count) {
  double result;
  simd::select<simd::MatrixKernels>().dots(count, 1, a, count, b, &result);
  return result;
}

/// The matrix being made orthogonal: row i of `w` is column i of A V, row i of `v` column i of V.
struct Columns {
  TensorD w;  // [n,m]
  TensorD v;  // [n,n], or empty when the vectors are not wanted
  Index n, m;
  std::vector<double> square;  // squared lengths of the columns

  double* column(Index i) { return w.data() + i * m; }
  double& square_of(Index i) { return square[i]; }
  void measure(Index i) { square_of(i) = dot(column(i), column(i), m); }

  /// A rotation adds to the square of one column what it takes from that of another, which is measured anew
  /// where little is left of it.
  void change_square(Index i, double by) {
    const double before = square_of(i);
    if (before + by < 0.1 * before) return measure(i);
    square_of(i) += by;
  }

  /// Makes columns i < j orthogonal; false when they already were to rounding.
  bool orthogonalize(Index i, Index j) {
    const auto& kernels = simd::select<simd::MatrixKernels>();
    const double a = square_of(i), b = square_of(j);
    if (std::min(a, b) < negligible_square) {
      std::fill_n(column(a < b ? i : j), m, 0.0);
      square_of(a < b ? i : j) = 0;
      return false;
    }
    const double product = dot(column(i), column(j), m);
    if (std::abs(product) <= epsilon * std::sqrt(static_cast<double>(m)) * std::sqrt(a) * std::sqrt(b)) return false;
    const double zeta = (a - b) / (2 * product);
    const double tangent = std::copysign(1.0, zeta) / (std::abs(zeta) + portable::hypot(1.0, zeta));
    const double c = 1 / std::sqrt(1 + tangent * tangent), s = c * tangent;
    kernels.rotate(m, c, s, column(i), column(j));
    if (v.count()) kernels.rotate(n, c, s, v.data() + i * n, v.data() + j * n);
    change_square(i, tangent * product);
    change_square(j, -tangent * product);
    return true;
  }

  /// All pairs once, in rounds of pairs that share no column: a round-robin tournament in which the last
  /// player stays and the others move on by one place.
  bool sweep() {
    const Index players = n + n % 2, pairs = players / 2;
    const Index grain = std::max<Index>(1, worthwhile / std::max<Index>(1, m + v.count() / std::max<Index>(n, 1)));
    std::vector<char> rotated(pairs, 0);
    square.resize(n);
    for (Index i = 0; i < n; ++i) measure(i);
    for (Index round = 0; round < players - 1; ++round) {
      const auto player = [&](Index place) { return place == players - 1 ? place : (place + round) % (players - 1); };
      parallel_ranges(pairs, grain, [&](Index begin, Index end) {
        for (Index pair = begin; pair < end; ++pair) {
          const auto [i, j] = std::minmax({player(pair), player(players - 1 - pair)});
          if (j < n && orthogonalize(i, j)) rotated[pair] = 1;
        }
      });
    }
    return std::find(rotated.begin(), rotated.end(), 1) != rotated.end();
  }

  void orthogonalize_all() {
    for (int done = 0; done < most_sweeps; ++done)
      if (!sweep()) return;
    fail("singular values of a ", m, " x ", n, " matrix: the Jacobi rotations did not converge in ", most_sweeps,
         " sweeps");
  }
};

/// Turns the columns by the eigenvectors of A^T A, which leaves little to rotate: they are orthogonal but for
/// those shorter than sqrt(eps) times the longest. For larger matrices, where sweeps are dear.
void precondition(Columns& columns) {
  const TensorD basis = transpose(eigh(times_transposed(columns.w, columns.w)).vectors);
  columns.w = matmul(basis, columns.w);
  if (columns.v.count()) columns.v = basis;
}

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
    if (norm * norm * (2 * m) < 1) continue;  // some unit vector keeps at least 1/m
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
  Columns columns{wide ? a.clone() : transpose(a), with_vectors ? identity(n) : TensorD(), n, m, {}};
  const int exponent = exponent_of(a);
  for (double& x : columns.w) x = std::ldexp(x, -exponent);
  if (n >= large) precondition(columns);
  columns.orthogonalize_all();

  std::vector<double> norms;
  for (Index i = 0; i < n; ++i) norms.push_back(std::sqrt(dot(columns.column(i), columns.column(i), m)));
  std::vector<Index> order(n);
  std::iota(order.begin(), order.end(), Index{0});
  const auto norm = [&](Index i) { return norms[i]; };
  std::stable_sort(order.begin(), order.end(), [&](Index i, Index j) { return norm(i) > norm(j); });

  Svd result;
  result.singular_values = TensorD({n});
  for (Index i = 0; i < n; ++i) result.singular_values[i] = std::ldexp(norm(order[i]), exponent);
  if (!with_vectors) return result;
  TensorD left({n, m}), right({n, n});
  for (Index i = 0; i < n; ++i) {
    const Index from = order[i];
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
