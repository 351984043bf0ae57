#include "experiments/common/analysis/linear_fit.h"

#include <algorithm>

#include "lgn/parameters.h"
#include "tensor/linalg/eigh.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"

namespace lgn {
namespace {

Tensor rows_of(const Tensor& all, const std::vector<Index>& order, Index first, Index count) {
  const Index d = all.extent(1);
  Tensor rows({count, d});
  for (Index i = 0; i < count; ++i) std::copy_n(all.data() + order[first + i] * d, d, rows.data() + i * d);
  return rows;
}

/// dL/dA = 2/N (A X^T - Y^T) X  for the mean squared length of the residual.
Tensor gradient(const Tensor& a, const Tensor& x, const Tensor& y) {
  const Index count = x.extent(0), d = x.extent(1);
  Tensor residual = y.clone(), result({d, d});
  for (float& value : residual) value = -value;
  gemm(false, true, count, d, d, x.data(), d, a.data(), d, residual.data(), d, true);
  gemm(true, false, d, d, count, residual.data(), d, x.data(), d, result.data(), d, false);
  for (float& value : result) value *= 2 / static_cast<float>(count);
  return result;
}

TensorD moments(const Tensor& y, const Tensor& x) {
  return transposed_times(cast<double>(y), cast<double>(x));
}

}  // namespace

Tensor fit_with_adam(Random& random, const Tensor& x, const Tensor& y, const FitSettings& settings) {
  const Index count = x.extent(0), d = x.extent(1);
  Tensor a = unit_norm_normal(random, {d, d});
  Adam adam;
  for (Index epoch = 1; epoch <= settings.epochs; ++epoch) {
    const double rate = settings.schedule.learning_rate(epoch, settings.epochs);
    const std::vector<Index> order = random.permutation(count);
    for (Index first = 0; first < count; first += settings.batch) {
      const Index size = std::min(settings.batch, count - first);
      adam.step({{a, gradient(a, rows_of(x, order, first, size), rows_of(y, order, first, size))}}, rate);
      if (settings.unit_norm) project_to_unit_norm(a);
    }
  }
  return a;
}

TensorD best_linear_fit(const Tensor& x, const Tensor& y) {
  const Index d = x.extent(1);
  const SymmetricEigen xx = eigh(moments(x, x));
  TensorD scaled = xx.vectors.clone();  // V diag(1 / value), then times V^T
  for (Index j = 0; j < d; ++j) {
    const bool varies = xx.values[j] > 1e-9 * xx.values[d - 1];
    for (Index i = 0; i < d; ++i) scaled(i, j) = varies ? scaled(i, j) / xx.values[j] : 0;
  }
  return matmul(moments(y, x), times_transposed(scaled, xx.vectors));
}

double r_squared(const TensorD& a, const Tensor& x, const Tensor& y) {
  const Index count = x.extent(0), d = x.extent(1);
  const TensorD predicted = times_transposed(cast<double>(x), a);
  std::vector<double> means(d);
  for (Index i = 0; i < y.count(); ++i) means[i % d] += y[i] / static_cast<double>(count);
  double left = 0, all = 0;
  for (Index i = 0; i < y.count(); ++i) {
    const double residual = predicted[i] - y[i], deviation = y[i] - means[i % d];
    left += residual * residual;
    all += deviation * deviation;
  }
  return all > 0 ? 1 - left / all : 0;
}

}  // namespace lgn
