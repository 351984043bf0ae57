// The losses by their definitions, for any number type.
#pragma once

#include <cmath>
#include <complex>
#include <vector>

#include "tensor/tensor.h"

namespace lgn::reference {

/// logits [N, K], labels [N] -> [1]: mean over n of  log sum_k exp(logits_nk) - logits_n,label_n.
template <class Number>
BasicTensor<Number> cross_entropy(const BasicTensor<Number>& logits, const std::vector<Index>& labels) {
  const Index N = logits.extent(0), K = logits.extent(1);
  BasicTensor<Number> loss({1});
  for (Index n = 0; n < N; ++n) {
    double largest = std::real(logits(n, 0));
    for (Index k = 1; k < K; ++k) largest = std::max(largest, static_cast<double>(std::real(logits(n, k))));
    Number sum(0);
    for (Index k = 0; k < K; ++k) sum += std::exp(logits(n, k) - Number(largest));
    const Number of_label = logits(n, labels[n]) - Number(largest);
    loss[0] += (std::log(sum) - of_label) / Number(static_cast<double>(N));
  }
  return loss;
}

/// Mean of (prediction - target)^2, shape [1].
template <class Number>
BasicTensor<Number> squared_error(const BasicTensor<Number>& prediction, const BasicTensor<Number>& target) {
  BasicTensor<Number> loss({1});
  for (Index i = 0; i < prediction.count(); ++i) {
    const Number difference = prediction[i] - target[i];
    loss[0] += difference * difference / Number(static_cast<double>(prediction.count()));
  }
  return loss;
}

}  // namespace lgn::reference
