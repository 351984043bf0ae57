#include "lgn/inference.h"

#include <functional>
#include <numeric>

namespace lgn {
namespace {

/// Copies `part` into the rows of `whole` from `first` on; `whole` gets its shape from the first part.
void place_rows(const Tensor& part, Index first, Index rows, Tensor& whole) {
  if (first == 0) {
    Shape shape = part.shape();
    shape[0] = rows;
    whole = Tensor::uninitialized(shape);
  }
  std::copy(part.begin(), part.end(), whole.slice(first, part.extent(0)).begin());
}

}  // namespace

Inference infer(Network& network, const Tensor& images, Index batch, bool keep_codes) {
  const Index N = images.extent(0);
  require(N > 0, "there are no images to look at");
  Inference all;
  Index active = 0;
  for (Index first = 0; first < N; first += batch) {
    const Answer answer = network.answer(images.slice(first, std::min(batch, N - first)), keep_codes);
    place_rows(answer.output, first, N, all.output);
    if (keep_codes) place_rows(answer.codes, first, N, all.codes);
    active += answer.active;
  }
  all.active_fraction = static_cast<double>(active) / static_cast<double>(N * network.code_size());
  return all;
}

Evaluation evaluate(Network& network, const Tensor& images, const std::vector<Index>& labels) {
  constexpr Index batch = 256;
  const Index N = images.extent(0);
  require(N > 0, "there are no images to evaluate on");
  const bool classifying = network.architecture().task == Task::classify;
  double loss_sum = 0;
  Index correct = 0, active = 0;
  for (Index first = 0; first < N; first += batch) {
    const Index size = std::min(batch, N - first);
    const Tensor part = images.slice(first, size);
    std::vector<Index> part_labels;
    if (classifying) part_labels.assign(labels.begin() + first, labels.begin() + first + size);
    const Answer answer = network.answer(part, false);
    Tape tape;
    const Prediction prediction{tape.constant(answer.output), {}, {}, {}, {}, {}};
    loss_sum += network.task_loss(prediction, part, part_labels).value()[0] * static_cast<double>(size);
    if (classifying) correct += correct_count(answer.output, part_labels);
    active += answer.active;
  }
  const double count = static_cast<double>(N);
  return {loss_sum / count, correct / count, active / (count * network.code_size())};
}

std::vector<Index> predicted_classes(const Tensor& logits) {
  const Index K = logits.extent(1);
  std::vector<Index> classes;
  for (Index n = 0; n < logits.extent(0); ++n) {
    const float* row = logits.data() + n * K;
    classes.push_back(std::max_element(row, row + K) - row);
  }
  return classes;
}

Index correct_count(const Tensor& logits, const std::vector<Index>& labels) {
  const std::vector<Index> classes = predicted_classes(logits);
  return std::inner_product(classes.begin(), classes.end(), labels.begin(), Index{0}, std::plus<>(), std::equal_to<>());
}

}  // namespace lgn
