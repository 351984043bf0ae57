#include "lgn/inference.h"

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

Index non_zero_count(const Tensor& tensor) {
  return tensor.count() - std::count(tensor.begin(), tensor.end(), 0.0f);
}

/// What one portion gives.
struct Portion {
  Tensor output, codes;
  double loss;
};

Portion run_portion(Network& network, const Tensor& images, const std::vector<Index>* labels) {
  Tape tape;
  const Leaves leaves(tape, network.parameters(), false);
  const Prediction prediction = network.forward(leaves, images, Mode::evaluation, Unfolding::plain);
  const double loss = labels ? network.task_loss(prediction, images, *labels).value()[0] : 0;
  return {prediction.output.value(), prediction.codes.back().value(), loss};
}

}  // namespace

Inference infer(Network& network, const Tensor& images, Index batch, bool keep_codes) {
  const Index N = images.extent(0);
  require(N > 0, "there are no images to look at");
  Inference all;
  Index active = 0, entries = 0;
  for (Index first = 0; first < N; first += batch) {
    const Portion portion = run_portion(network, images.slice(first, std::min(batch, N - first)), nullptr);
    place_rows(portion.output, first, N, all.output);
    if (keep_codes) place_rows(portion.codes, first, N, all.codes);
    active += non_zero_count(portion.codes);
    entries += portion.codes.count();
  }
  all.active_fraction = static_cast<double>(active) / static_cast<double>(entries);
  return all;
}

Evaluation evaluate(Network& network, const Tensor& images, const std::vector<Index>& labels) {
  constexpr Index batch = 256;
  const Index N = images.extent(0);
  require(N > 0, "there are no images to evaluate on");
  double loss_sum = 0;
  Index correct = 0, active = 0, entries = 0;
  for (Index first = 0; first < N; first += batch) {
    const Index size = std::min(batch, N - first);
    std::vector<Index> part;
    if (!labels.empty()) part.assign(labels.begin() + first, labels.begin() + first + size);
    const Portion portion = run_portion(network, images.slice(first, size), &part);
    loss_sum += portion.loss * static_cast<double>(size);
    if (network.architecture().task == Task::classify) correct += correct_count(portion.output, part);
    active += non_zero_count(portion.codes);
    entries += portion.codes.count();
  }
  const double count = static_cast<double>(N);
  return {loss_sum / count, static_cast<double>(correct) / count,
          static_cast<double>(active) / static_cast<double>(entries)};
}

Index correct_count(const Tensor& logits, const std::vector<Index>& labels) {
  const Index K = logits.extent(1);
  Index correct = 0;
  for (Index n = 0; n < logits.extent(0); ++n) {
    const float* row = logits.data() + n * K;
    correct += std::max_element(row, row + K) - row == labels[static_cast<std::size_t>(n)];
  }
  return correct;
}

}  // namespace lgn
