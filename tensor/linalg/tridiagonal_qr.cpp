#include "tensor/linalg/tridiagonal_qr.h"

#include <algorithm>
#include <cmath>

#include "tensor/error.h"
#include "tensor/linalg/matrix.h"
#include "tensor/math.h"
#include "tensor/simd/dispatch.h"
#include "tensor/simd/matrix_kernels.h"

namespace lgn {
namespace {

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
      require(++steps <= 60 * n, "symmetric eigenvalues: the QR iteration of a tridiagonal matrix of order ",
              n, " did not converge");
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

void tridiagonal_qr(Index n, double* diagonal, double* off_diagonal, double* vectors, Index columns,
                    Index ld) {
  double norm = 0;
  for (Index i = 0; i < n; ++i) norm = std::max(norm, std::abs(diagonal[i]));
  for (Index i = 0; i + 1 < n; ++i) norm = std::max(norm, std::abs(off_diagonal[i]));
  const Iteration iteration{
      simd::select<simd::MatrixKernels>(), n, diagonal, off_diagonal, vectors, columns, ld, norm};
  iteration.run();
  iteration.sort();
}

}  // namespace lgn
