#include "autograd/matrix_ops.h"

#include <algorithm>
#include <cmath>

#include "autograd/loops.h"
#include "tensor/linalg/matmul.h"

namespace lgn {
namespace {

/// A stack of `count` products  [n, k] [k, m] -> [n, m].
struct Products {
  Index count, n, k, m;
  /// Products in one task: 400,000 multiply-adds, some ten microseconds, are worth a thread.
  Index grain() const { return std::max<Index>(1, (3 << 17) / std::max<Index>(1, n * k * m)); }
};

template <class Body>
void for_each_product(const Products& p, Body&& body) {
  parallel_ranges(p.count, p.grain(), [&](Index first, Index last) {
    for (Index i = first; i < last; ++i) body(i);
  });
}

Products checked_products(const char* operation, const Shape& a, const Shape& b, std::size_t smallest_rank) {
  const std::size_t rank = a.size();
  const bool fits = rank >= smallest_rank && rank == b.size() && std::equal(a.begin(), a.end() - 2, b.begin()) &&
                    a[rank - 1] == b[rank - 2];
  require(fits, operation, " of shapes ", a, " and ", b,
          "; expected [..., n, k] and [..., k, m] with the same leading axes");
  const Shape leading(a.begin(), a.end() - 2);
  return {element_count(leading), a[rank - 2], a[rank - 1], b[rank - 1]};
}

Variable stacked_products(const char* operation, Variable a, Variable b) {
  const Products p = checked_products(operation, a.shape(), b.shape(), 2);
  Shape shape = a.shape();
  shape.back() = p.m;
  Tensor y = Tensor::uninitialized(std::move(shape));
  const float *pa = a.value().data(), *pb = b.value().data();
  float* py = y.data();
  for_each_product(p, [&](Index i) {
    gemm(false, false, p.n, p.m, p.k, pa + i * p.n * p.k, p.k, pb + i * p.k * p.m, p.m, py + i * p.n * p.m, p.m, false);
  });
  return a.tape().record(operation, std::move(y), {a, b}, [=](const Tensor& dy_tensor) {
    const float* dy = dy_tensor.data();
    float* da = a.requires_gradient() ? a.tape().accumulate(a).data() : nullptr;
    float* db = b.requires_gradient() ? b.tape().accumulate(b).data() : nullptr;
    for_each_product(p, [&](Index i) {
      const float* upstream = dy + i * p.n * p.m;
      if (da) gemm(false, true, p.n, p.k, p.m, upstream, p.m, pb + i * p.k * p.m, p.m, da + i * p.n * p.k, p.k, true);
      if (db) gemm(true, false, p.k, p.m, p.n, pa + i * p.n * p.k, p.k, upstream, p.m, db + i * p.k * p.m, p.m, true);
    });
  });
}

}  // namespace

Tensor identities(const Shape& shape) {
  Tensor I(shape);
  const Index d = shape.back();
  for (Index i = 0; i < I.count(); ++i) I[i] = i / d % d == i % d ? 1.0f : 0.0f;
  return I;
}

Variable matmul(Variable a, Variable b) {
  require(a.value().rank() == 2 && b.value().rank() == 2, "matmul of shapes ", a.shape(), " and ", b.shape(),
          "; expected [n, k] and [k, m]");
  return stacked_products("matmul", a, b);
}

Variable batched_matmul(Variable a, Variable b) {
  return stacked_products("batched_matmul", a, b);
}

Variable matrix_power(Variable a, Index exponent) {
  const Shape& shape = a.shape();
  require(shape.size() >= 2 && shape.back() == shape[shape.size() - 2], "a power of a tensor of shape ", shape,
          "; expected square matrices");
  require(exponent >= 0, "a matrix power has exponent ", exponent, "; expected zero or more");
  if (exponent == 0) return a.tape().constant(identities(shape), "identity");
  Variable square = a, result;
  bool found = false;
  for (Index rest = exponent;; square = batched_matmul(square, square)) {
    if (rest % 2) {
      result = found ? batched_matmul(result, square) : square;
      found = true;
    }
    if ((rest /= 2) == 0) return result;
  }
}

Variable linear(Variable x, Variable weight, Variable bias) {
  require(x.value().rank() == 2 && weight.value().rank() == 2 && x.shape()[1] == weight.shape()[1],
          "linear of an input of shape ", x.shape(), " with a weight of shape ", weight.shape(),
          "; expected [N, D] and [K, D]");
  const Index N = x.shape()[0], D = x.shape()[1], K = weight.shape()[0];
  require_shape(bias.value(), {K}, "the bias of linear");
  const float *px = x.value().data(), *pw = weight.value().data();
  Tensor y = Tensor::uninitialized({N, K});
  for (Index n = 0; n < N; ++n) std::copy(bias.value().begin(), bias.value().end(), y.data() + n * K);
  gemm(false, true, N, K, D, px, D, pw, D, y.data(), K, true);
  return x.tape().record("linear", std::move(y), {x, weight, bias}, [=](const Tensor& dy_tensor) {
    const float* dy = dy_tensor.data();
    Tape& tape = x.tape();
    if (x.requires_gradient()) gemm(false, false, N, D, K, dy, K, pw, D, tape.accumulate(x).data(), D, true);
    if (weight.requires_gradient()) gemm(true, false, K, D, N, dy, K, px, D, tape.accumulate(weight).data(), D, true);
    if (!bias.requires_gradient()) return;
    Tensor& dbias = tape.accumulate(bias);
    const auto sums = channel_sums({N, K, 1}, [=](Index i, Index) { return dy[i]; });
    for (Index k = 0; k < K; ++k) dbias[k] += static_cast<float>(sums[k]);
  });
}

Variable frobenius_norm(Variable a) {
  require(a.value().rank() >= 2, "the Frobenius norm of a tensor of shape ", a.shape(), "; expected at least two axes");
  Shape shape(a.shape().begin(), a.shape().end() - 2);
  const Index count = element_count(shape), size = a.value().extent(-2) * a.value().extent(-1);
  if (shape.empty()) shape = {1};
  std::vector<double> norm(count);
  Tensor y = Tensor::uninitialized(std::move(shape));
  const float* pa = a.value().data();
  for (Index i = 0; i < count; ++i) {
    const double square = sum_in_range(i * size, (i + 1) * size, [=](Index j) { return double(pa[j]) * pa[j]; });
    norm[i] = std::sqrt(square);
    y[i] = static_cast<float>(std::sqrt(square));
  }
  return a.tape().record("frobenius_norm", std::move(y), {a}, [=](const Tensor& dy) {
    float* da = a.tape().accumulate(a).data();
    for (Index i = 0; i < count; ++i) {
      const double y_i = norm[i];
      if (y_i == 0) continue;
      for (Index j = i * size; j < (i + 1) * size; ++j) da[j] += static_cast<float>(dy[i] * (pa[j] / y_i));
    }
  });
}

}  // namespace lgn
