#include "lgn/probe/folds.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "lgn/probe/sample_moments.h"

namespace lgn {

double between_folds(const TensorD& pairs) {
  const Index folds = pairs.extent(0);
  double sum = 0;
  for (Index a = 0; a < folds; ++a)
    for (Index b = 0; b < folds; ++b) sum += a == b ? 0 : pairs(a, b);
  return sum / static_cast<double>(folds * (folds - 1));
}

StandardError standard_error(const TensorD& h, double samples) {
  const Index folds = h.extent(0);
  const double K = static_cast<double>(folds);
  double squares = 0, triples = 0;
  for (Index a = 0; a < folds; ++a) {
    double row = 0, own = 0;
    for (Index b = 0; b < folds; ++b)
      if (b != a) row += h(a, b), own += h(a, b) * h(a, b);
    squares += own, triples += row * row - own;
  }
  const double z2 = squares / (K * (K - 1)), z1 = std::max(0.0, triples / (K * (K - 1) * (K - 2)));
  const double one = samples * 4 * (K - 2) * z1 / (K * (K - 1)), two = 2 * z2 / (K * (K - 1)), V = one + two;
  return {std::sqrt(V), V > 0 ? V * V / (one * one / (K - 1) + two * two / (K * (K - 1) / 2)) : K - 1};
}

TensorD gram_of(const std::vector<TensorD>& x) {
  const Index folds = static_cast<Index>(x.size());
  TensorD gram({folds, folds});
  for (Index a = 0; a < folds; ++a)
    for (Index b = 0; b < folds; ++b) {
      const TensorD &left = x[static_cast<std::size_t>(a)], &right = x[static_cast<std::size_t>(b)];
      gram(a, b) = std::inner_product(left.begin(), left.end(), right.begin(), 0.0);
    }
  return gram;
}

double visibility_of(const std::vector<TensorD>& x) {
  std::vector<TensorD> noise;
  const TensorD sum = sum_of(x);
  const double share = 1 / static_cast<double>(x.size());
  for (const TensorD& each : x) {
    noise.push_back(each.clone());
    for (Index i = 0; i < sum.count(); ++i) noise.back()[i] -= share * sum[i];
  }
  const double error = standard_error(gram_of(noise)).value;
  return error > 0 ? between_folds(gram_of(x)) / error : 0;
}

}  // namespace lgn
