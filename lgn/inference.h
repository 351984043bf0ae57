// A trained network at work: evaluation mode, no gradients, images in portions that bound the memory.
#pragma once

#include "lgn/network.h"

namespace lgn {

struct Inference {
  Tensor output;           // logits [N, classes] or reconstructions [N, C, H, W]
  Tensor codes;            // u_K [N, F, h, w] when asked for, else empty
  double active_fraction;  // share of non-zero entries of u_K
};

/// images [N, C, H, W], `batch` of them at a time.
Inference infer(Network& network, const Tensor& images, Index batch, bool keep_codes);

/// How well it does on labelled images, or on images to be reconstructed.
struct Evaluation {
  double loss = 0;      // cross-entropy or squared error, mean over the images; no penalty
  double accuracy = 0;  // classifier: share of images whose largest logit is their label's
  double active_fraction = 0;
};

/// images [N, C, H, W], labels [N] (empty for a reconstructor).
Evaluation evaluate(Network& network, const Tensor& images, const std::vector<Index>& labels);

/// The place of the largest entry, the first of equals, in each row of logits [N, classes]: [N].
std::vector<Index> predicted_classes(const Tensor& logits);

/// How many of these are the labels [N].
Index correct_count(const Tensor& logits, const std::vector<Index>& labels);

}  // namespace lgn
