// Operations on stacks of matrices by their definitions, for any number type.
#pragma once

#include <cmath>
#include <complex>

#include "tensor/reference/matmul.h"

namespace lgn::reference {

/// Matrix `which` of a stack [..., n, m], as [n, m]; shares the block.
template <class Number>
BasicTensor<Number> matrix_of(const BasicTensor<Number>& stack, Index which) {
  const Index n = stack.extent(-2), m = stack.extent(-1);
  return stack.reshape({stack.count() / (n * m), n, m}).slice(which, 1).reshape({n, m});
}

/// a [..., n, k], b [..., k, m] -> [..., n, m].
template <class Number>
BasicTensor<Number> batched_matmul(const BasicTensor<Number>& a, const BasicTensor<Number>& b) {
  Shape shape = a.shape();
  shape.back() = b.extent(-1);
  auto y = BasicTensor<Number>::uninitialized(shape);
  for (Index which = 0; which < y.count() / (y.extent(-2) * y.extent(-1)); ++which) {
    const auto product = matmul(matrix_of(a, which), matrix_of(b, which));
    std::copy(product.begin(), product.end(), y.data() + which * product.count());
  }
  return y;
}

/// a [..., d, d] -> a a ... a, `exponent` times; the identity for 0.
template <class Number>
BasicTensor<Number> matrix_power(const BasicTensor<Number>& a, Index exponent) {
  const Index d = a.extent(-1);
  BasicTensor<Number> power(a.shape());
  for (Index i = 0; i < a.count(); ++i) power[i] = Number(i / d % d == i % d ? 1 : 0);
  for (Index i = 0; i < exponent; ++i) power = batched_matmul(power, a);
  return power;
}

/// x [N, D], weight [K, D], bias [K] -> [N, K].
template <class Number>
BasicTensor<Number> linear(const BasicTensor<Number>& x, const BasicTensor<Number>& weight,
                           const BasicTensor<Number>& bias) {
  BasicTensor<Number> y({x.extent(0), weight.extent(0)});
  for (Index n = 0; n < y.extent(0); ++n) {
    for (Index k = 0; k < y.extent(1); ++k) {
      y(n, k) = bias[k];
      for (Index i = 0; i < x.extent(1); ++i) y(n, k) += x(n, i) * weight(k, i);
    }
  }
  return y;
}

/// a [..., n, m] -> sqrt of the sum of squares of each matrix, [...]; [1] for a single one.
template <class Number>
BasicTensor<Number> frobenius_norm(const BasicTensor<Number>& a) {
  const Index size = a.extent(-2) * a.extent(-1);
  Shape shape(a.shape().begin(), a.shape().end() - 2);
  if (shape.empty()) shape = {1};
  BasicTensor<Number> y(shape);
  for (Index i = 0; i < a.count(); ++i) y[i / size] += a[i] * a[i];
  for (Number& value : y) value = std::sqrt(value);
  return y;
}

/// x [..., n, m] -> [..., m, n].
template <class Number>
BasicTensor<Number> transpose(const BasicTensor<Number>& x) {
  const Index n = x.extent(-2), m = x.extent(-1);
  Shape shape = x.shape();
  std::swap(shape[shape.size() - 1], shape[shape.size() - 2]);
  auto y = BasicTensor<Number>::uninitialized(shape);
  for (Index i = 0; i < x.count(); ++i) y[i / (n * m) * (n * m) + i % m * n + i / m % n] = x[i];
  return y;
}

/// Joins tensors along `axis`: entry i of the axis comes from the part that it falls into.
template <class Number>
BasicTensor<Number> concatenate(const std::vector<BasicTensor<Number>>& parts, Index axis) {
  Shape shape = parts[0].shape();
  auto& joined = shape[axis];
  for (std::size_t k = 1; k < parts.size(); ++k) joined += parts[k].extent(axis);
  auto y = BasicTensor<Number>::uninitialized(shape);
  Index inner = 1, offset = 0;
  for (Index later = axis + 1; later < y.rank(); ++later) inner *= y.extent(later);
  for (const auto& part : parts) {
    const Index row = part.extent(axis) * inner;
    for (Index i = 0; i < part.count(); ++i) y[i / row * joined * inner + offset + i % row] = part[i];
    offset += row;
  }
  return y;
}

}  // namespace lgn::reference
