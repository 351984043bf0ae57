#include "autograd/losses.h"

#include <algorithm>

#include "autograd/loops.h"
#include "tensor/math.h"

namespace lgn {
namespace {

void require_labels(const Tensor& logits, const std::vector<Index>& labels) {
  require(logits.rank() == 2, "cross-entropy of logits of shape ", logits.shape(), "; expected [N, K]");
  require(logits.extent(0) == static_cast<Index>(labels.size()), "cross-entropy of logits of shape ", logits.shape(),
          " with ", labels.size(), " labels; expected as many labels as rows");
  require(logits.count() > 0, "cross-entropy of logits of shape ", logits.shape(), ", which are none at all");
  for (std::size_t n = 0; n < labels.size(); ++n) {
    require(labels[n] >= 0 && labels[n] < logits.extent(1), "label ", n, " of the batch is ", labels[n], "; with ",
            logits.extent(1), " classes, labels go from 0 to ", logits.extent(1) - 1);
  }
}

/// Writes softmax(row) and returns -log of the label's share.
double softmax_row(const float* row, Index K, Index label, double* softmax) {
  const double largest = *std::max_element(row, row + K);
  double sum = 0;
  for (Index k = 0; k < K; ++k) sum += softmax[k] = portable::exp(row[k] - largest);
  for (Index k = 0; k < K; ++k) softmax[k] /= sum;
  return portable::log(sum) - (row[label] - largest);
}

}  // namespace

Variable cross_entropy(Variable logits, const std::vector<Index>& labels) {
  require_labels(logits.value(), labels);
  const Index N = logits.value().extent(0), K = logits.value().extent(1);
  TensorD softmax = TensorD::uninitialized({N, K});  // in double: close to a label's 1, float32 would leave nothing
  double total = 0;
  for (Index n = 0; n < N; ++n) {
    const Index label = labels[n];
    total += softmax_row(logits.value().data() + n * K, K, label, softmax.data() + n * K);
  }
  Tensor loss = Tensor::full({1}, static_cast<float>(total / N));
  return logits.tape().record("cross_entropy", std::move(loss), {logits}, [=](const Tensor& dL) {
    Tensor& dlogits = logits.tape().accumulate(logits);
    const double upstream = dL[0] / static_cast<double>(N);
    for (Index n = 0; n < N; ++n) {
      for (Index k = 0; k < K; ++k) {
        const double target = k == labels[n] ? 1 : 0;
        dlogits[n * K + k] += static_cast<float>(upstream * (softmax[n * K + k] - target));
      }
    }
  });
}

Variable squared_error(Variable prediction, Variable target) {
  require_shape(target.value(), prediction.shape(), "the target of a squared error");
  const Index count = prediction.value().count();
  require(count > 0, "squared error of tensors of shape ", prediction.shape(), ", which have no elements");
  const float *p = prediction.value().data(), *t = target.value().data();
  const double total = sum_over(count, [=](Index i) {
    const double difference = static_cast<double>(p[i]) - t[i];
    return difference * difference;
  });
  Tensor loss = Tensor::full({1}, static_cast<float>(total / count));
  return prediction.tape().record("squared_error", std::move(loss), {prediction, target}, [=](const Tensor& dL) {
    const auto add = [&](Variable variable, double factor) {
      if (!variable.requires_gradient()) return;
      float* gradient = variable.tape().accumulate(variable).data();
      const float slope = static_cast<float>(factor * dL[0] / count);
      for_each_index(count, [=](Index i) { gradient[i] += slope * (p[i] - t[i]); });
    };
    add(prediction, 2);
    add(target, -2);
  });
}

}  // namespace lgn
