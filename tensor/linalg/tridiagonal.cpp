#include "tensor/linalg/tridiagonal.h"

#include <algorithm>
#include <cmath>

#include "tensor/error.h"
#include "tensor/linalg/householder.h"
#include "tensor/linalg/matrix.h"
#include "tensor/math.h"
#include "tensor/simd/dispatch.h"
#include "tensor/simd/gemm_blocked.h"
#include "tensor/simd/matrix_kernels.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

/// Columns reduced before the rest of the matrix is updated, in one matrix product, by what they did to it.
constexpr Index panel_width = 32;
constexpr Index most_chunks = 16;

/// A panel's reflections act on the rest of the matrix as  A - V^T W - W^T V  with V, W [panel_width, n].
/// Row t of V is the reflector, in its final place; as long as the panel lasts, A is left as it was and
/// products with it are corrected.
class PanelReduction {
 public:
  explicit PanelReduction(Tridiagonalization& result)
      : kernels_(simd::select<simd::MatrixKernels>()),
        result_(result),
        a_(result.reflectors.data()),
        n_(result.reflectors.extent(0)),
        w_({panel_width, n_}),
        partial_({most_chunks, n_}) {}

  void run() {
    for (Index first = 0; first < n_; first += panel_width) {
      const Index last = std::min(n_, first + panel_width);
      for (Index j = first; j < last; ++j) reduce_column(first, j);
      update_rest(first, last);
    }
  }

 private:
  double* w_row(Index t) { return w_.data() + t * n_; }

  void reduce_column(Index first, Index j) {
    double* row = a_ + j * n_;
    const Index earlier = j - first;
    double v_at[panel_width], w_at[panel_width];
    for (Index t = 0; t < earlier; ++t) {
      v_at[t] = -a_[(first + t) * n_ + j];
      w_at[t] = -w_row(t)[j];
    }
    kernels_.add_combination(n_ - j, earlier, a_ + first * n_ + j, n_, w_at, row + j);
    kernels_.add_combination(n_ - j, earlier, w_.data() + j, n_, v_at, row + j);
    result_.diagonal.push_back(row[j]);
    if (j == n_ - 1) return;

    double* v = row + j + 1;
    const Reflector reflector = make_reflector(v, n_ - j - 1, 1);
    v[0] = 1;
    result_.off_diagonal.push_back(reflector.beta);
    result_.tau.push_back(reflector.tau);
    make_w(first, j, v, reflector.tau);
  }

  /// w = tau (p - tau/2 (p.v) v) with p = A' v, where A' is the matrix as the earlier columns left it.
  void make_w(Index first, Index j, const double* v, double tau) {
    const Index earlier = j - first, count = n_ - j - 1;
    double* w = w_row(earlier) + j + 1;
    multiply_by_rest(j + 1, v, w);
    const double *v_rows = a_ + first * n_ + j + 1, *w_rows = w_.data() + j + 1;
    double v_dots[panel_width], w_dots[panel_width];
    kernels_.dots(count, earlier, v_rows, n_, v, v_dots);
    kernels_.dots(count, earlier, w_rows, n_, v, w_dots);
    for (Index t = 0; t < earlier; ++t) {
      v_dots[t] = -v_dots[t];
      w_dots[t] = -w_dots[t];
    }
    kernels_.add_combination(count, earlier, v_rows, n_, w_dots, w);
    kernels_.add_combination(count, earlier, w_rows, n_, v_dots, w);
    double product;
    kernels_.dots(count, 1, w, n_, v, &product);
    const double half = 0.5 * tau * product;
    for (Index i = 0; i < count; ++i) w[i] = tau * (w[i] - half * v[i]);
  }

  /// y = A[first.., first..] v from the upper triangle: chunks of rows of equal area, each with a sum of its
  /// own, added in order.
  void multiply_by_rest(Index first, const double* v, double* y) {
    const Index count = n_ - first, chunks = std::clamp<Index>(count / 128, 1, most_chunks);
    const double* rest = a_ + first * n_ + first;
    const auto boundary = [&](Index chunk) {
      const double left = 1 - static_cast<double>(chunk) / static_cast<double>(chunks);
      return count - static_cast<Index>(count * std::sqrt(left));
    };
    parallel_for(chunks, [&](Index chunk) {
      const Index begin = boundary(chunk), end = boundary(chunk + 1);
      double* sum = partial_.data() + chunk * n_;
      std::fill(sum + begin, sum + count, 0.0);
      kernels_.multiply_upper_rows(count, begin, end, rest, n_, v, sum);
    });
    std::copy_n(partial_.data(), count, y);
    const double one = 1;
    for (Index chunk = 1; chunk < chunks; ++chunk) {
      const Index begin = boundary(chunk);
      kernels_.add_combination(count - begin, 1, partial_.data() + chunk * n_ + begin, n_, &one, y + begin);
    }
  }

  void update_rest(Index first, Index last) {
    const Index count = n_ - last, width = last - first;
    if (count == 0) return;
    auto left = TensorD::uninitialized({2 * width, count}), right = TensorD::uninitialized({2 * width, count});
    for (Index t = 0; t < width; ++t) {
      const double *v = a_ + (first + t) * n_ + last, *w = w_row(t) + last;
      double *right_v = right.data() + t * count, *right_w = right_v + width * count;
      std::copy_n(v, count, left.data() + t * count);
      std::copy_n(w, count, left.data() + (width + t) * count);
      for (Index i = 0; i < count; ++i) right_v[i] = -w[i];
      for (Index i = 0; i < count; ++i) right_w[i] = -v[i];
    }
    simd::multiply_blocked(simd::GemmProblem<double>{.M = count,
                                                     .N = count,
                                                     .K = 2 * width,
                                                     .a = {left.data(), count, true},
                                                     .b = {right.data(), count, false},
                                                     .c = a_ + last * n_ + last,
                                                     .ldc = n_,
                                                     .accumulate = true,
                                                     .upper = true});
  }

  const simd::MatrixKernels& kernels_;
  Tridiagonalization& result_;
  double* a_;
  Index n_;
  TensorD w_, partial_;
};

struct Iteration {
  const simd::MatrixKernels& kernels;
  Index n;
  double* d;  // diagonal
  double* e;  // off-diagonal
  double* vectors;
  Index columns, ld;
  double norm;

  bool negligible(Index i) const {
    return std::abs(e[i]) <= 0.5 * epsilon * (std::abs(d[i]) + std::abs(d[i + 1])) + epsilon * epsilon * norm;
  }

  /// The eigenvalue of the trailing 2x2 block that is nearer to its last entry.
  double shift(Index last) const {
    const double delta = 0.5 * (d[last - 1] - d[last]), off = e[last - 1];
    return d[last] - off * (off / (delta + std::copysign(portable::hypot(delta, off), delta)));
  }

  /// One QR step on rows first .. last: a rotation of rows 0, 1, then those that chase the bulge down.
  void step(Index first, Index last) const {
    double x = d[first] - shift(last), bulge = e[first];
    for (Index k = first; k < last; ++k) {
      const double r = portable::hypot(x, bulge);
      const double c = r > 0 ? x / r : 1, s = r > 0 ? bulge / r : 0;
      if (k > first) e[k - 1] = r;
      const double difference = d[k] - d[k + 1], off = e[k];
      const double moved = s * (s * difference - 2 * c * off);
      e[k] = (c - s) * (c + s) * off - c * s * difference;
      d[k] -= moved;
      d[k + 1] += moved;
      if (k + 1 < last) {
        x = e[k];
        bulge = s * e[k + 1];
        e[k + 1] *= c;
      }
      if (vectors) kernels.rotate(columns, c, s, vectors + k * ld, vectors + (k + 1) * ld);
    }
  }

  void run() const {
    Index steps = 0;
    for (Index last = n - 1; last > 0;) {
      if (negligible(last - 1)) {
        e[--last] = 0;
        continue;
      }
      Index first = last - 1;
      while (first > 0 && !negligible(first - 1)) --first;
      require(++steps <= 60 * n, "symmetric eigenvalues: the QR iteration of a tridiagonal matrix of order ", n,
              " did not converge");
      step(first, last);
    }
  }

  /// Selection sort: few exchanges of long rows.
  void sort() const {
    for (Index i = 0; i + 1 < n; ++i) {
      const Index least = std::min_element(d + i, d + n) - d;
      if (least == i) continue;
      std::swap(d[i], d[least]);
      if (vectors) std::swap_ranges(vectors + i * ld, vectors + i * ld + columns, vectors + least * ld);
    }
  }
};

}  // namespace

Tridiagonalization tridiagonalize(TensorD a) {
  Tridiagonalization result{{}, {}, {}, std::move(a)};
  PanelReduction(result).run();
  return result;
}

void tridiagonal_qr(Index n, double* diagonal, double* off_diagonal, double* vectors, Index columns, Index ld) {
  double norm = 0;
  for (Index i = 0; i < n; ++i) norm = std::max(norm, std::abs(diagonal[i]));
  for (Index i = 0; i + 1 < n; ++i) norm = std::max(norm, std::abs(off_diagonal[i]));
  const Iteration iteration{simd::select<simd::MatrixKernels>(), n, diagonal, off_diagonal, vectors, columns, ld, norm};
  iteration.run();
  iteration.sort();
}

}  // namespace lgn
