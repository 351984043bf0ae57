#include "tensor/linalg/lu.h"

#include <limits>
#include <numeric>

#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/math.h"
#include "tensor/simd/dispatch.h"
#include "tensor/simd/matrix_kernels.h"

namespace lgn {
namespace {

constexpr Index block_columns = 48;

/// Factorises columns [first, last) of rows [first, n) and exchanges whole rows as it goes.
void factorize_panel(Lu& lu, Index first, Index last) {
  const Index n = lu.factors.extent(0);
  double* f = lu.factors.data();
  for (Index k = first; k < last; ++k) {
    Index pivot = k;
    for (Index i = k + 1; i < n; ++i)
      if (std::abs(f[i * n + k]) > std::abs(f[pivot * n + k])) pivot = i;
    if (pivot != k) {
      std::swap_ranges(f + k * n, f + (k + 1) * n, f + pivot * n);
      std::swap(lu.permutation[k], lu.permutation[pivot]);
      lu.sign = -lu.sign;
    }
    if (f[k * n + k] == 0) continue;  // the column is zero already
    for (Index i = k + 1; i < n; ++i) {
      const double multiplier = f[i * n + k] /= f[k * n + k];
      if (multiplier == 0) continue;
      for (Index j = k + 1; j < last; ++j) f[i * n + j] -= multiplier * f[k * n + j];
    }
  }
}

/// rows := L^-1 rows for the unit lower triangle L of order `order` at `l`; rows are [order, columns].
void solve_unit_lower(const double* l, Index ldl, Index order, double* rows, Index ld, Index columns) {
  for (Index i = 1; i < order; ++i)
    for (Index k = 0; k < i; ++k) {
      const double factor = l[i * ldl + k];
      for (Index j = 0; j < columns; ++j) rows[i * ld + j] -= factor * rows[k * ld + j];
    }
}

/// c -= a b, all row-major; `negated` is workspace for -a.
void subtract_product(Index M, Index N, Index K, const double* a, Index lda, const double* b, Index ldb, double* c,
                      Index ldc) {
  auto negated = TensorD::uninitialized({M, K});
  for (Index i = 0; i < M; ++i)
    for (Index k = 0; k < K; ++k) negated[i * K + k] = -a[i * lda + k];
  gemm(false, false, M, N, K, negated.data(), K, b, ldb, c, ldc, true);
}

void require_regular(const Lu& lu) {
  const Index n = lu.factors.extent(0);
  for (Index i = 0; i < n; ++i)
    require(lu.factors(i, i) != 0, "the ", lu.factors.shape(), " matrix is singular: pivot ", i,
            " of its LU factorisation is zero, so it has no inverse");
}

/// x := U^-1 L^-1 x for x [n, columns], in blocks of rows.
void substitute(const Lu& lu, double* x, Index columns) {
  const Index n = lu.factors.extent(0);
  const double* f = lu.factors.data();
  for (Index first = 0; first < n; first += block_columns) {
    const Index width = std::min(block_columns, n - first), rest = first + width;
    solve_unit_lower(f + first * n + first, n, width, x + first * columns, columns, columns);
    if (rest < n)
      subtract_product(n - rest, columns, width, f + rest * n + first, n, x + first * columns, columns,
                       x + rest * columns, columns);
  }
  for (Index first = (n - 1) / block_columns * block_columns; first >= 0; first -= block_columns) {
    const Index last = std::min(n, first + block_columns);
    for (Index i = last - 1; i >= first; --i) {
      for (Index k = i + 1; k < last; ++k)
        for (Index j = 0; j < columns; ++j) x[i * columns + j] -= f[i * n + k] * x[k * columns + j];
      for (Index j = 0; j < columns; ++j) x[i * columns + j] /= f[i * n + i];
    }
    if (first > 0)
      subtract_product(first, columns, last - first, f + first, n, x + first * columns, columns, x, columns);
  }
}

}  // namespace

Lu lu(const TensorD& a) {
  const Index n = require_finite_square(a, "LU factorisation");
  Lu result{a.clone(), std::vector<Index>(n), 1};
  std::iota(result.permutation.begin(), result.permutation.end(), Index{0});
  double* f = result.factors.data();
  for (Index first = 0; first < n; first += block_columns) {
    const Index last = std::min(n, first + block_columns), rest = n - last;
    factorize_panel(result, first, last);
    if (rest == 0) break;
    solve_unit_lower(f + first * n + first, n, last - first, f + first * n + last, n, rest);
    subtract_product(rest, rest, last - first, f + last * n + first, n, f + first * n + last, n, f + last * n + last,
                     n);
  }
  return result;
}

TensorD solve(const Lu& lu, const TensorD& b) {
  const Index n = lu.factors.extent(0);
  require((b.rank() == 1 || b.rank() == 2) && b.extent(0) == n, "solving with a ", lu.factors.shape(),
          " matrix: the right-hand side has shape ", b.shape(), "; expected [", n, "] or [", n, ", k]");
  require_regular(lu);
  const Index columns = b.rank() == 2 ? b.extent(1) : 1;
  auto x = TensorD::uninitialized(b.shape());
  for (Index i = 0; i < n; ++i) {
    const double* row = b.data() + lu.permutation[i] * columns;
    std::copy(row, row + columns, x.data() + i * columns);
  }
  substitute(lu, x.data(), columns);
  return x;
}

TensorD solve(const TensorD& a, const TensorD& b) {
  return solve(lu(a), b);
}

TensorD solve_rows(const Lu& lu, const TensorD& b) {
  const Index n = lu.factors.extent(0);
  require(b.rank() == 2 && b.extent(1) == n, "solving with a ", lu.factors.shape(),
          " matrix: the right-hand sides have shape ", b.shape(), "; expected [k, ", n, "]");
  require_regular(lu);
  const auto& kernels = simd::select<simd::MatrixKernels>();
  TensorD rest = b.clone(), x = TensorD::uninitialized(b.shape());
  const auto subtract = [&](Index row, Index k, Index begin, Index end) {
    const double factor = -rest(row, k);
    kernels.add_combination(end - begin, 1, lu.factors.data() + k * n + begin, n, &factor,
                            rest.data() + row * n + begin);
  };
  for (Index k = 0; k < n; ++k) {  // x^T U = b^T
    for (Index row = 0; row < b.extent(0); ++row) {
      rest(row, k) /= lu.factors(k, k);
      subtract(row, k, k + 1, n);
    }
  }
  for (Index k = n - 1; k >= 0; --k) {  // x^T L = that
    for (Index row = 0; row < b.extent(0); ++row) {
      subtract(row, k, 0, k);
      x(row, lu.permutation[k]) = rest(row, k);
    }
  }
  return x;
}

TensorD inverse(const TensorD& a) {
  const Lu factorization = lu(a);
  return solve(factorization, identity(a.extent(0)));
}

LogDeterminant log_determinant(const TensorD& a) {
  const Lu factorization = lu(a);
  LogDeterminant result{factorization.sign, 0};
  for (Index i = 0; i < a.extent(0); ++i) {
    const double pivot = factorization.factors(i, i);
    if (pivot == 0) return {0, -std::numeric_limits<double>::infinity()};
    if (pivot < 0) result.sign = -result.sign;
    result.log_absolute += portable::log(std::abs(pivot));
  }
  return result;
}

double determinant(const TensorD& a) {
  const Lu factorization = lu(a);
  double product = factorization.sign;
  for (Index i = 0; i < a.extent(0); ++i) product *= factorization.factors(i, i);
  return product;
}

}  // namespace lgn
