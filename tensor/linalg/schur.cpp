#include "tensor/linalg/schur.h"

#include <vector>

#include "tensor/linalg/householder.h"
#include "tensor/linalg/matrix.h"
#include "tensor/math.h"
#include "tensor/simd/dispatch.h"
#include "tensor/simd/matrix_kernels.h"

namespace lgn {
namespace {

/// Rows first .. of columns [begin, end) := (I - tau v v^T) rows. `sum` is workspace.
void reflect_rows(TensorD& a, Index first, const std::vector<double>& v, double tau, Index begin, Index end,
                  std::vector<double>& sum) {
  const auto& kernels = simd::select<simd::MatrixKernels>();
  const Index n = a.extent(0), count = end - begin, size = static_cast<Index>(v.size());
  double* rows = a.data() + first * n + begin;
  sum.assign(count, 0.0);
  kernels.add_combination(count, size, rows, n, v.data(), sum.data());
  for (Index i = 0; i < size; ++i) {
    const double factor = -tau * v[i];
    kernels.add_combination(count, 1, sum.data(), count, &factor, rows + i * n);
  }
}

/// Columns first .. of rows [begin, end) := columns (I - tau v v^T).
void reflect_columns(TensorD& a, Index first, const std::vector<double>& v, double tau, Index begin, Index end) {
  const Index n = a.extent(0);
  for (Index i = begin; i < end; ++i) {
    double* row = a.data() + i * n + first;
    double sum = 0;
    for (std::size_t j = 0; j < v.size(); ++j) sum += row[j] * v[j];
    for (std::size_t j = 0; j < v.size(); ++j) row[j] -= tau * sum * v[j];
  }
}

/// T := H T H, with Q^T kept in `q`: its rows are Q's columns.
void reduce_to_hessenberg(RealSchur& schur) {
  const auto& kernels = simd::select<simd::MatrixKernels>();
  const Index n = schur.t.extent(0);
  std::vector<double> sum, dots(n);
  for (Index k = 0; k + 2 < n; ++k) {
    std::vector<double> v;
    for (Index i = k + 1; i < n; ++i) v.push_back(schur.t(i, k));
    const Index size = n - k - 1;
    const Reflector reflector = make_reflector(v.data(), size, 1);
    v[0] = 1;
    reflect_rows(schur.t, k + 1, v, reflector.tau, k + 1, n, sum);
    double* columns = schur.t.data() + k + 1;
    kernels.dots(size, n, columns, n, v.data(), dots.data());
    for (Index i = 0; i < n; ++i) {
      const double factor = -reflector.tau * dots[i];
      kernels.add_combination(size, 1, v.data(), size, &factor, columns + i * n);
    }
    if (schur.q.count()) reflect_rows(schur.q, k + 1, v, reflector.tau, 0, n, sum);
    schur.t(k + 1, k) = reflector.beta;
    for (Index i = k + 2; i < n; ++i) schur.t(i, k) = 0;
  }
}

/// The two shifts of a Francis step: the eigenvalues of [a b; c d].
struct Shifts {
  double a, d, bc;
};

class FrancisIteration {
 public:
  explicit FrancisIteration(RealSchur& schur) : schur_(schur), t_(schur.t), n_(t_.extent(0)) {
    for (double x : t_) norm_ = std::max(norm_, std::abs(x));
  }

  void run() {
    int steps = 0;  // since the last eigenvalue was found
    for (Index last = n_ - 1; last > 0;) {
      Index first = last;
      while (first > 0 && !negligible(first)) --first;
      if (first > 0) t_(first, first - 1) = 0;
      if (first >= last - 1) {
        if (first == last - 1) split_block(first);
        last = first - 1;
        steps = 0;
        continue;
      }
      require(++steps <= 300, "eigenvalues of a matrix of order ", n_, ": the QR iteration did not converge");
      step(first, last, shifts(last, steps));
    }
  }

 private:
  /// Is the entry left of the diagonal in this row zero to rounding?
  bool negligible(Index row) const {
    double scale = std::abs(t_(row, row)) + std::abs(t_(row - 1, row - 1));
    if (scale == 0) scale = norm_;
    return std::abs(t_(row, row - 1)) <= 0.5 * epsilon * scale;
  }

  /// The eigenvalues of the trailing 2x2 block; every tenth time something else, to leave cycles.
  Shifts shifts(Index last, int steps) const {
    if (steps % 10 == 0) {
      const double size = std::abs(t_(last, last - 1)) + std::abs(t_(last - 1, last - 2));
      const double center = t_(last, last) + 0.75 * size;
      return {center, center, -0.4375 * size * size};
    }
    return {t_(last - 1, last - 1), t_(last, last), t_(last - 1, last) * t_(last, last - 1)};
  }

  /// One implicit double step on rows first .. last (at least three): the reflection that starts with the
  /// first column of (T - s1)(T - s2), then those that restore Hessenberg form. That column is formed from
  /// differences: among nearly equal eigenvalues sums and products of them would cancel to rounding.
  void step(Index first, Index last, Shifts shifts) {
    const double h00 = t_(first, first), h10 = t_(first + 1, first), h11 = t_(first + 1, first + 1);
    std::vector<double> v = {(h00 - shifts.a) * (h00 - shifts.d) - shifts.bc + t_(first, first + 1) * h10,
                             h10 * ((h00 - shifts.a) + (h11 - shifts.d)), h10 * t_(first + 2, first + 1)};
    for (Index k = first; k < last; ++k) {
      const Index size = std::min<Index>(3, last - k + 1);
      if (k > first) {
        v.resize(size);
        for (Index i = 0; i < size; ++i) v[i] = t_(k + i, k - 1);
      }
      const Reflector reflector = make_reflector(v.data(), size, 1);
      v[0] = 1;
      if (k > first) {
        t_(k, k - 1) = reflector.beta;
        for (Index i = 1; i < size; ++i) t_(k + i, k - 1) = 0;
      }
      // Without vectors only the eigenvalues of the active block matter.
      const bool whole = schur_.q.count() > 0;
      reflect_rows(t_, k, v, reflector.tau, k, whole ? n_ : last + 1, sum_);
      reflect_columns(t_, k, v, reflector.tau, whole ? 0 : first, std::min(last, k + 3) + 1);
      if (whole) reflect_rows(schur_.q, k, v, reflector.tau, 0, n_, sum_);
    }
  }

  /// Makes the 2x2 block at `k` triangular when its eigenvalues are real.
  void split_block(Index k) {
    const double b = t_(k, k + 1), c = t_(k + 1, k), half = 0.5 * (t_(k, k) - t_(k + 1, k + 1));
    const double scale = std::max({std::abs(half), std::abs(b), std::abs(c)});
    const double discriminant = (half / scale) * (half / scale) + (b / scale) * (c / scale);
    if (discriminant < 0) return;
    // (T - lambda) x = 0 for the eigenvalue farther from the last entry: x = (half + root, c).
    const double x = half + std::copysign(scale * std::sqrt(discriminant), half);
    const double r = portable::hypot(x, c), cosine = x / r, sine = c / r;
    rotate(k, cosine, sine);
    t_(k + 1, k) = 0;
  }

  /// T := G T G^T, Q^T := G Q^T with G = [c s; -s c] in the plane k, k+1.
  void rotate(Index k, double c, double s) {
    const auto& kernels = simd::select<simd::MatrixKernels>();
    double* row = t_.data() + k * n_;
    kernels.rotate(n_ - k, c, s, row + k, row + n_ + k);
    for (Index i = 0; i < k + 2; ++i) {
      const double x = t_(i, k), y = t_(i, k + 1);
      t_(i, k) = c * x + s * y;
      t_(i, k + 1) = c * y - s * x;
    }
    if (schur_.q.count()) kernels.rotate(n_, c, s, schur_.q.data() + k * n_, schur_.q.data() + (k + 1) * n_);
  }

  RealSchur& schur_;
  TensorD& t_;
  Index n_;
  double norm_ = 0;
  std::vector<double> sum_;
};

}  // namespace

RealSchur real_schur(const TensorD& a, bool with_vectors) {
  const Index n = require_finite_square(a, "eigenvalues");
  RealSchur schur{with_vectors ? identity(n) : TensorD(), a.clone()};
  reduce_to_hessenberg(schur);
  FrancisIteration(schur).run();
  if (with_vectors) schur.q = transpose(schur.q);
  return schur;
}

}  // namespace lgn
