#include "tensor/linalg/cayley.h"

#include "tensor/linalg/lu.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"

namespace lgn {

TensorD cayley(const TensorD& below, Index n) {
  require_shape(below, {skew_count(n)}, "the skew-symmetric matrix of a Cayley transform");
  TensorD difference = identity(n);  // I - K
  Index next = 0;
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < i; ++j, ++next) {
      difference(i, j) = -below[next];
      difference(j, i) = below[next];
    }
  TensorD w = inverse(difference);
  for (double& x : w) x *= 2;
  for (Index i = 0; i < n; ++i) w(i, i) -= 1;
  return w;
}

TensorD cayley_gradient(const TensorD& w, const TensorD& gradient) {
  const Index n = w.extent(0);
  require_shape(gradient, w.shape(), "the gradient of a Cayley transform");
  TensorD m = w.clone();  // 2 M
  for (Index i = 0; i < n; ++i) m(i, i) += 1;
  const TensorD whole = times_transposed(transposed_times(m, gradient), m);
  TensorD below({skew_count(n)});
  Index next = 0;
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < i; ++j, ++next) below[next] = 0.5 * (whole(i, j) - whole(j, i));
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
    for (Index j = 0; j < i; ++j, ++next) {
      below[next] = inverted(j, i) - inverted(i, j);
      require(std::abs(below[next]) < 1e12,
              "an orthogonal matrix with the eigenvalue -1 has no inverse Cayley transform");
    }
  return below;
}

}  // namespace lgn
