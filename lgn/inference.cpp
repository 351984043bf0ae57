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

}  // namespace

Inference infer(Network& network, const Tensor& images, Index batch, bool keep_codes) {
  const Index N = images.extent(0);
  require(N > 0, "there are no images to look at");
  Inference all;
  Index active = 0, entries = 0;
  for (Index first = 0; first < N; first += batch) {
    const Tensor part = images.slice(first, std::min(batch, N - first));
    Tape tape;
    const Prediction prediction =
        network.forward(Leaves(tape, network.parameters(), false), part, Mode::evaluation, Unfolding::plain);
    place_rows(prediction.output.value(), first, N, all.output);
    const Tensor& u = prediction.codes.back().value();
    active += non_zero_count(u);
    entries += u.count();
    if (keep_codes) place_rows(u, first, N, all.codes);
  }
  all.active_fraction = static_cast<double>(active) / static_cast<double>(entries);
  return all;
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

double accuracy(const Tensor& logits, const std::vector<Index>& labels) {
  return static_cast<double>(correct_count(logits, labels)) / static_cast<double>(logits.extent(0));
}

}  // namespace lgn
