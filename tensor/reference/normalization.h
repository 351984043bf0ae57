// Batch normalisation by its definition, for any number type.
#pragma once

#include <cmath>
#include <complex>

#include "tensor/tensor.h"

namespace lgn::reference {

/// Statistics of the channels of x [N, F, ...]: each [F], the variance with divisor M.
template <class Number>
struct BatchStatistics {
  BasicTensor<Number> mean, variance;
};

template <class Number>
Index pixels(const BasicTensor<Number>& x) {
  return x.count() / (x.extent(0) * x.extent(1));
}

template <class Number>
BatchStatistics<Number> batch_statistics(const BasicTensor<Number>& x) {
  const Index F = x.extent(1), P = pixels(x);
  const Number M(static_cast<double>(x.extent(0) * P));
  BatchStatistics<Number> of{BasicTensor<Number>({F}), BasicTensor<Number>({F})};
  for (Index i = 0; i < x.count(); ++i) of.mean[i / P % F] += x[i] / M;
  for (Index i = 0; i < x.count(); ++i) {
    const Number deviation = x[i] - of.mean[i / P % F];
    of.variance[i / P % F] += deviation * deviation / M;
  }
  return of;
}

/// y = weight (x - mean) / sqrt(variance + epsilon) + bias; all but x are [F].
template <class Number>
BasicTensor<Number> batch_norm(const BasicTensor<Number>& x, const BatchStatistics<Number>& of,
                               const BasicTensor<Number>& weight, const BasicTensor<Number>& bias, double epsilon) {
  const Index F = x.extent(1), P = pixels(x);
  auto y = BasicTensor<Number>::uninitialized(x.shape());
  for (Index i = 0; i < x.count(); ++i) {
    const Index f = i / P % F;
    y[i] = weight[f] * (x[i] - of.mean[f]) / std::sqrt(of.variance[f] + Number(epsilon)) + bias[f];
  }
  return y;
}

}  // namespace lgn::reference
