#include "tensor/linalg/qr.h"

#include <vector>

#include "tensor/linalg/householder.h"
#include "tensor/linalg/matrix.h"
#include "tensor/simd/dispatch.h"
#include "tensor/simd/matrix_kernels.h"

namespace lgn {
namespace {

/// row := row (I - tau v v^T) for each of `number` rows, v and the rows having `count` entries.
void reflect(const double* v, double tau, Index count, Index number, double* rows, Index ld) {
  const auto& kernels = simd::select<simd::MatrixKernels>();
  std::vector<double> factors(number);
  kernels.dots(count, number, rows, ld, v, factors.data());
  for (Index r = 0; r < number; ++r) {
    const double factor = -tau * factors[r];
    kernels.add_combination(count, 1, v, count, &factor, rows + r * ld);
  }
}

}  // namespace

Qr qr(const TensorD& a) {
  require_finite_matrix(a, "QR factorisation");
  const Index m = a.extent(0), n = a.extent(1), k = std::min(m, n);
  TensorD columns = transpose(a);  // A's columns as rows: contiguous, as the reflections want them
  std::vector<Reflector> reflectors;
  Qr result{TensorD({m, k}), TensorD({k, n})};
  for (Index j = 0; j < k; ++j) {
    double* v = columns.data() + j * m + j;
    reflectors.push_back(make_reflector(v, m - j, 1));
    v[0] = 1;
    reflect(v, reflectors.back().tau, m - j, n - j - 1, v + m, m);
    for (Index i = 0; i < j; ++i) result.r(i, j) = columns[j * m + i];
    result.r(j, j) = reflectors.back().beta;
  }
  for (Index j = k; j < n; ++j)
    for (Index i = 0; i < k; ++i) result.r(i, j) = columns[j * m + i];
  TensorD q({k, m});  // Q's columns as rows: the reflections applied to unit vectors, last first
  for (Index j = 0; j < k; ++j) q(j, j) = 1;
  for (Index j = k - 1; j >= 0; --j)
    reflect(columns.data() + j * m + j, reflectors[j].tau, m - j, k - j, q.data() + j * m + j, m);
  result.q = transpose(q);
  return result;
}

TensorD random_orthogonal(Index d, Random& random) {
  TensorD gaussian({d, d});
  for (double& x : gaussian) x = random.normal();
  Qr factors = qr(gaussian);
  for (Index i = 0; i < d; ++i)
    for (Index j = 0; j < d; ++j)
      if (factors.r(j, j) < 0) factors.q(i, j) = -factors.q(i, j);
  return factors.q;
}

}  // namespace lgn
