// One epoch's batches: an order of the images, cut into pieces.
//
// The order of a shuffled epoch follows from the state of the random numbers when it begins; a checkpoint
// that holds that state and the number of the next batch can go on within an epoch.
#pragma once

#include <vector>

#include "tensor/random.h"
#include "tensor/tensor.h"

namespace lgn {

/// 0 .. count - 1. In random order: permutation(count) of the run's Stream::shuffling.
std::vector<Index> file_order(Index count);

struct Batch {
  Tensor images;              ///< [B, C, H, W], a copy
  std::vector<Index> labels;  ///< [B], or empty
};

class Batches {
 public:
  /// images [N, C, H, W], preprocessed; labels [N] or empty; order: indices below N, each image at most once
  /// or as often as one likes. Throws Error for an empty set, a batch size below 1, labels of another number,
  /// and indices out of range.
  Batches(Tensor images, std::vector<Index> labels, Index batch_size, std::vector<Index> order);

  /// Batches in the epoch; the last may be smaller and counts.
  Index count() const { return (static_cast<Index>(order_.size()) + batch_size_ - 1) / batch_size_; }

  /// Batch number b, gathered by all threads.
  Batch operator[](Index b) const;

 private:
  Tensor images_;
  std::vector<Index> labels_;
  Index batch_size_;
  std::vector<Index> order_;
};

}  // namespace lgn
