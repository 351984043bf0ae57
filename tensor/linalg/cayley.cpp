#include "tensor/linalg/cayley.h"

#include <algorithm>
#include <cmath>

#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"

namespace lgn {

namespace {

/// I - K.
TensorD difference(const TensorD& below, Index n) {
  require_shape(below, {skew_count(n)}, "the skew-symmetric matrix of a Cayley transform");
  TensorD result = identity(n);
  Index next = 0;
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < i; ++j, ++next) {
      result(i, j) = -below[next];
      result(j, i) = below[next];
    }
  return result;
}

}  // namespace

TensorD cayley(const TensorD& below, Index n) {
  TensorD w = inverse(difference(below, n));
  for (double& x : w) x *= 2;
  for (Index i = 0; i < n; ++i) w(i, i) -= 1;
  return w;
}

Lu cayley_factors(const TensorD& below, Index n) {
  return lu(difference(below, n));
}

TensorD cayley_times(const Lu& factors, const TensorD& rows, bool transposed) {
  TensorD result = transposed ? solve_rows(factors, rows) : transpose(solve(factors, transpose(rows)));
  for (Index i = 0; i < rows.count(); ++i) result[i] = 2 * result[i] - rows[i];
  return result;
}

TensorD cayley_gradient(const TensorD& w, const TensorD& gradient) {
  const Index n = w.extent(0);
  require_shape(gradient, w.shape(), "the gradient of a Cayley transform");
  TensorD m = w.clone();  // 2 M
  for (Index i = 0; i < n; ++i) m(i, i) += 1;
  return skew_part(times_transposed(transposed_times(m, gradient), m));
}

TensorD skew_part(const TensorD& a) {
  TensorD below({skew_count(a.extent(0))});
  Index next = 0;
  for (Index i = 0; i < a.extent(0); ++i)
    for (Index j = 0; j < i; ++j, ++next) below[next] = 0.5 * (a(i, j) - a(j, i));
  return below;
}

TensorD inverse_cayley(const TensorD& w) {
  const Index n = require_finite_square(w, "inverse Cayley transform");
  // K = (W + I)^-1 (W - I) = I - 2 (W + I)^-1
  TensorD sum = w.clone();
  for (Index i = 0; i < n; ++i) sum(i, i) += 1;
  const TensorD inverted = inverse(sum);
  TensorD below({skew_count(n)});
  Index next = 0;
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < i; ++j, ++next) below[next] = inverted(j, i) - inverted(i, j);
  require(std::all_of(below.begin(), below.end(), [](double x) { return std::abs(x) < 1e12; }) &&
              squared_distance(cayley(below, n), w) < 1e-12 * static_cast<double>(n),
          "an orthogonal matrix with the eigenvalue -1, as every mirror has, has no inverse Cayley transform");
  return below;
}

}  // namespace lgn
