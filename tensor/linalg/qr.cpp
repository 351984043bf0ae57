#include "tensor/linalg/qr.h"

#include <vector>

#include "tensor/linalg/householder.h"
#include "tensor/linalg/matrix.h"

namespace lgn {
namespace {

/// Rows of the transposed matrix are A's columns: contiguous, as the reflections want them.
/// column := (I - tau v v^T) column, v = (1, tail).
void reflect(const double* tail, double tau, double* column, Index count) {
  double dot = column[0];
  for (Index i = 1; i < count; ++i) dot += tail[i] * column[i];
  dot *= tau;
  column[0] -= dot;
  for (Index i = 1; i < count; ++i) column[i] -= dot * tail[i];
}

}  // namespace

Qr qr(const TensorD& a) {
  require_finite_matrix(a, "QR factorisation");
  const Index m = a.extent(0), n = a.extent(1), k = std::min(m, n);
  TensorD columns = transpose(a);  // [n,m]; afterwards R above, the reflectors below the diagonal
  std::vector<Reflector> reflectors;
  for (Index j = 0; j < k; ++j) {
    double* v = columns.data() + j * m + j;
    reflectors.push_back(make_reflector(v, m - j, 1));
    for (Index c = j + 1; c < n; ++c) reflect(v, reflectors.back().tau, columns.data() + c * m + j, m - j);
    v[0] = reflectors.back().beta;
  }
  Qr result{TensorD({m, k}), TensorD({k, n})};
  for (Index i = 0; i < k; ++i)
    for (Index j = i; j < n; ++j) result.r(i, j) = columns[j * m + i];
  TensorD q({k, m});  // Q's columns as rows: the reflections applied to unit vectors, last first
  for (Index j = 0; j < k; ++j) q(j, j) = 1;
  for (Index j = k - 1; j >= 0; --j)
    for (Index c = j; c < k; ++c)
      reflect(columns.data() + j * m + j, reflectors[static_cast<std::size_t>(j)].tau, q.data() + c * m + j,
              m - j);
  result.q = transpose(q);
  return result;
}

}  // namespace lgn
