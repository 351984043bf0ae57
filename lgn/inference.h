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

/// Share of rows of logits [N, classes] whose largest entry (the first of equals) is at the label.
double accuracy(const Tensor& logits, const std::vector<Index>& labels);

/// How many rows those are.
Index correct_count(const Tensor& logits, const std::vector<Index>& labels);

}  // namespace lgn
