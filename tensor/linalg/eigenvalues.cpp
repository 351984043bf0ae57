#include "tensor/linalg/eigenvalues.h"

#include <vector>

#include "tensor/linalg/matrix.h"
#include "tensor/linalg/schur.h"
#include "tensor/math.h"

namespace lgn {
namespace {

using Complex = std::complex<double>;

constexpr double half_per_ln2 = 0.72134752044448170;  // 1 / (2 ln 2)

/// D^-1 A D with a diagonal D of powers of two that makes the norms of row i and column i alike
/// (Parlett and Reinsch 1969, in the 2-norm as James, Langou and Lowery 2014 recommend).
struct Balanced {
  TensorD matrix;
  std::vector<double> scale;
};

Balanced balance(const TensorD& a) {
  const Index n = a.extent(0);
  Balanced result{a.clone(), std::vector<double>(n, 1.0)};
  TensorD& b = result.matrix;
  for (bool changed = true; changed;) {
    changed = false;
    for (Index i = 0; i < n; ++i) {
      double row = 0, column = 0;
      for (Index j = 0; j < n; ++j) {
        if (j == i) continue;
        row = portable::hypot(row, b(i, j));
        column = portable::hypot(column, b(j, i));
      }
      if (row == 0 || column == 0) continue;
      const double octaves = half_per_ln2 * (portable::log(row) - portable::log(column));
      const int exponent = static_cast<int>(std::lround(octaves));
      const double factor = std::ldexp(1.0, exponent);
      if (portable::hypot(row / factor, column * factor) >= 0.95 * portable::hypot(row, column)) continue;
      changed = true;
      result.scale[i] *= factor;
      for (Index j = 0; j < n; ++j) b(i, j) /= factor;
      for (Index j = 0; j < n; ++j) b(j, i) *= factor;
    }
  }
  return result;
}

bool starts_block(const TensorD& t, Index k) {
  return k + 1 < t.extent(0) && t(k + 1, k) != 0;
}

/// The eigenvalue with positive imaginary part of the 2x2 block at `k`.
Complex block_eigenvalue(const TensorD& t, Index k) {
  const double half = 0.5 * (t(k, k) - t(k + 1, k + 1)), b = t(k, k + 1), c = t(k + 1, k);
  const double scale = std::max({std::abs(half), std::abs(b), std::abs(c)});
  const double square = -(half / scale) * (half / scale) - (b / scale) * (c / scale);
  return {t(k + 1, k + 1) + half, scale * std::sqrt(std::max(0.0, square))};
}

TensorC diagonal_eigenvalues(const TensorD& t) {
  const Index n = t.extent(0);
  TensorC values({n});
  for (Index k = 0; k < n; ++k) {
    if (starts_block(t, k)) {
      values[k] = block_eigenvalue(t, k);
      values[k + 1] = std::conj(values[k]);
      ++k;
    } else {
      values[k] = t(k, k);
    }
  }
  return values;
}

/// Solves (T - lambda) x = 0 upwards from x[k] = 1, where T is the complex triangular form. Diagonal
/// differences that vanish are replaced by a tiny one: the vector of a defective matrix then tends to the
/// one eigenvector there is.
std::vector<Complex> triangular_eigenvector(const TensorC& t, Index k, double tiny) {
  std::vector<Complex> x(k + 1);
  x.back() = 1;
  for (Index i = k - 1; i >= 0; --i) {
    Complex sum = 0;
    for (Index j = i + 1; j <= k; ++j) sum += t(i, j) * x[j];
    Complex difference = t(k, k) - t(i, i);
    if (std::abs(difference) < tiny) difference = tiny;
    x[i] = sum / difference;
    const double size = std::abs(x[i]);
    if (size > 1e100)
      for (Complex& value : x) value /= size;
  }
  return x;
}

/// Rotates every 2x2 block of the real form to a complex triangle:  T := G^H T G, Q := Q G.
void make_triangular(TensorC& t, TensorC& q, const TensorC& values) {
  const Index n = t.extent(0);
  for (Index k = 0; k + 1 < n; ++k) {
    if (t(k + 1, k) == Complex(0)) continue;
    // An eigenvector of the block for values[k] is (t11 - value, -t10) up to scale.
    Complex x = values[k] - t(k + 1, k + 1), y = t(k + 1, k);
    const double r = portable::hypot(std::abs(x), std::abs(y));
    x /= r;
    y /= r;
    const auto rotate_columns = [&](TensorC& a, Index rows) {
      for (Index i = 0; i < rows; ++i) {
        const Complex left = a(i, k), right = a(i, k + 1);
        a(i, k) = left * x + right * y;
        a(i, k + 1) = -left * std::conj(y) + right * std::conj(x);
      }
    };
    rotate_columns(t, k + 2);
    rotate_columns(q, n);
    for (Index j = k; j < n; ++j) {
      const Complex upper = t(k, j), lower = t(k + 1, j);
      t(k, j) = std::conj(x) * upper + std::conj(y) * lower;
      t(k + 1, j) = -y * upper + x * lower;
    }
    t(k, k) = values[k];
    t(k + 1, k + 1) = values[k + 1];
    t(k + 1, k) = 0;
  }
}

}  // namespace

TensorC eigenvalues(const TensorD& a) {
  require_finite_square(a, "eigenvalues");
  return diagonal_eigenvalues(real_schur(balance(a).matrix, false).t);
}

Eigen eigen(const TensorD& a) {
  const Index n = require_finite_square(a, "eigenvalues");
  const Balanced balanced = balance(a);
  const RealSchur schur = real_schur(balanced.matrix);
  Eigen result{diagonal_eigenvalues(schur.t), TensorC({n, n})};
  TensorC t = cast<Complex>(schur.t), q = cast<Complex>(schur.q);
  make_triangular(t, q, result.values);
  double norm = 0;
  for (const Complex& x : t) norm = std::max(norm, std::abs(x));
  const double tiny = std::max(epsilon * norm, 1e-300);
  for (Index k = 0; k < n; ++k) {
    const std::vector<Complex> x = triangular_eigenvector(t, k, tiny);
    double length = 0;
    for (Index i = 0; i < n; ++i) {
      Complex sum = 0;
      for (Index j = 0; j <= k; ++j) sum += q(i, j) * x[j];
      result.vectors(i, k) = sum * balanced.scale[i];
      length = portable::hypot(length, std::abs(result.vectors(i, k)));
    }
    for (Index i = 0; i < n; ++i) result.vectors(i, k) /= length;
  }
  return result;
}

}  // namespace lgn
