// Element-wise operations and sums by their definitions, for any number type. On complex numbers the kinked
// ones branch on the real part, which makes the imaginary part carry the derivative.
#pragma once

#include <complex>

#include "tensor/tensor.h"

namespace lgn::reference {

/// combine(a, b) element by element; an axis of extent 1 in b is repeated. Both have one rank.
template <class Number, class Combine>
BasicTensor<Number> broadcast(const BasicTensor<Number>& a, const BasicTensor<Number>& b, Combine&& combine) {
  auto y = BasicTensor<Number>::uninitialized(a.shape());
  for (Index i = 0; i < a.count(); ++i) {
    Index rest = i, in_b = 0, step = 1;
    for (Index axis = a.rank() - 1; axis >= 0; --axis) {
      if (b.extent(axis) != 1) in_b += rest % a.extent(axis) * step;
      rest /= a.extent(axis);
      step *= b.extent(axis);
    }
    y[i] = combine(a[i], b[in_b]);
  }
  return y;
}

template <class Number>
BasicTensor<Number> add(const BasicTensor<Number>& a, const BasicTensor<Number>& b) {
  return broadcast(a, b, [](Number x, Number y) { return x + y; });
}

template <class Number>
BasicTensor<Number> subtract(const BasicTensor<Number>& a, const BasicTensor<Number>& b) {
  return broadcast(a, b, [](Number x, Number y) { return x - y; });
}

template <class Number>
BasicTensor<Number> multiply(const BasicTensor<Number>& a, const BasicTensor<Number>& b) {
  return broadcast(a, b, [](Number x, Number y) { return x * y; });
}

template <class Number>
BasicTensor<Number> scale(const BasicTensor<Number>& x, double factor) {
  BasicTensor<Number> y = x.clone();
  for (Number& value : y) value *= Number(factor);
  return y;
}

/// max(x, 0).
template <class Number>
BasicTensor<Number> relu(const BasicTensor<Number>& x) {
  BasicTensor<Number> y = x.clone();
  for (Number& value : y)
    if (std::real(value) <= 0) value = Number(0);
  return y;
}

/// v [N,F,h,w], lmbd [1,F,1,1]: max(v - eta lmbd, 0).
template <class Number>
BasicTensor<Number> soft_threshold(const BasicTensor<Number>& v, const BasicTensor<Number>& lmbd, double eta) {
  return relu(subtract(v, scale(lmbd, eta)));
}

/// Sum of all elements, shape [1].
template <class Number>
BasicTensor<Number> sum(const BasicTensor<Number>& x) {
  BasicTensor<Number> y({1});
  for (const Number& value : x) y[0] += value;
  return y;
}

/// Sum along one axis, which stays with extent 1.
template <class Number>
BasicTensor<Number> sum(const BasicTensor<Number>& x, Index axis) {
  Shape shape = x.shape();
  shape[axis] = 1;
  BasicTensor<Number> y(shape);
  Index inner = 1;
  for (Index later = axis + 1; later < x.rank(); ++later) inner *= x.extent(later);
  for (Index i = 0; i < x.count(); ++i) y[i / (inner * x.extent(axis)) * inner + i % inner] += x[i];
  return y;
}

}  // namespace lgn::reference
