#include "datasets/batches.h"

#include <numeric>

#include "tensor/threads.h"

namespace lgn {

std::vector<Index> file_order(Index count) {
  std::vector<Index> order(count);
  std::iota(order.begin(), order.end(), Index{0});
  return order;
}

Batches::Batches(Tensor images, std::vector<Index> labels, Index batch_size, std::vector<Index> order)
    : images_(std::move(images)), labels_(std::move(labels)), batch_size_(batch_size), order_(std::move(order)) {
  require(images_.rank() == 4 && images_.count() > 0, "batches are made from images [N, C, H, W]; found ",
          images_.shape());
  require(batch_size_ >= 1, "the batch size is ", batch_size_, "; expected at least 1");
  const Index count = images_.extent(0);
  require(labels_.empty() || static_cast<Index>(labels_.size()) == count, "there are ", count, " images and ",
          labels_.size(), " labels; expected one label for each image");
  for (Index i : order_) require(i >= 0 && i < count, "image ", i, " was asked for; there are ", count);
}

Batch Batches::operator[](Index b) const {
  require(b >= 0 && b < count(), "batch ", b, " was asked for; there are ", count());
  const auto first = static_cast<std::size_t>(b * batch_size_);
  const auto size = std::min(static_cast<std::size_t>(batch_size_), order_.size() - first);
  Shape shape = images_.shape();
  const Index numbers = images_.count() / shape[0];
  shape[0] = static_cast<Index>(size);
  Batch batch{Tensor::uninitialized(shape), {}};
  constexpr Index grain = 16;
  parallel_ranges(shape[0], grain, [&](Index from, Index to) {
    for (Index i = from; i < to; ++i)
      std::copy_n(images_.data() + order_[first + static_cast<std::size_t>(i)] * numbers, numbers,
                  batch.images.data() + i * numbers);
  });
  if (!labels_.empty())
    for (std::size_t i = 0; i < size; ++i) batch.labels.push_back(labels_[order_[first + i]]);
  return batch;
}

}  // namespace lgn
