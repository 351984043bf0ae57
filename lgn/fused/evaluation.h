// The unfolded layers in evaluation mode, with nothing kept for a backward pass: batch norm is folded into
// the numbers of a layer, no image waits for another, and a bundle of images goes through all layers while it
// sits in the cache.
#pragma once

#include <vector>

#include "lgn/fused/packed_layer.h"
#include "tensor/convolution.h"

namespace lgn {

struct FusedEvaluation {
  Tensor output;     // pooled codes [N, F, P, P] or reconstructions [N, C, H, W]
  Tensor codes;      // u_K [N, F, h, w] when asked for, else empty
  Index active = 0;  // entries of u_K that are not zero
};

/// images [N,C,H,W]; stride 1; `running`: the statistics of the batch norms, in order. Errors as those of
/// fused/unfolding.h.
FusedEvaluation evaluate_pooled_codes(const Tensor& images, const std::vector<FusedLayer<Tensor>>& layers,
                                      const std::vector<NormStatistics>& running, double eta,
                                      const ConvolutionWindow& window, Index pool, bool keep_codes);

/// The same with a decoder D [F,C,m,m] instead of pooling.
FusedEvaluation evaluate_reconstruction(const Tensor& images, const std::vector<FusedLayer<Tensor>>& layers,
                                        const std::vector<NormStatistics>& running, double eta,
                                        const ConvolutionWindow& window, const Tensor& decoder, bool keep_codes);

}  // namespace lgn
