// The unfolded layers as one operation on the tape, with a backward pass written by hand.
//
// Computes what lgn/unfolded_layer.h composes of single operations (there is the mathematics), and the same
// gradients, to rounding: r, v, u, momentum and batch norm of a layer in one pass over the memory, images in
// vector lanes. What is added here: statistics come out instead of being applied, and the first step of the
// output, pooling or decoding, is part of the operation.
#pragma once

#include <memory>

#include "autograd/tape.h"
#include "lgn/fused/codes.h"
#include "tensor/convolution.h"

namespace lgn {

/// Whether the fused operation covers the shape: stride 1.
bool fused_unfolding_supports(const ConvolutionWindow& window);

struct FusedTraining {
  Variable output;
  std::shared_ptr<FusedCodes> codes;
  /// Mean and *unbiased* variance of the batch for every batch norm, to move the running statistics by.
  std::vector<NormStatistics> statistics;
};

/// Classifier: images y [N,C,H,W], a constant -> adaptive average pool of u_K, [N, F, P, P]. Batch norms take
/// their statistics of all filters of equal index modulo `norms` together, those of an orbit; 0: of every
/// filter by itself. Vector-Jacobian products for all variables of the layers. Errors as those of the single
/// operations.
FusedTraining fused_pooled_codes(Variable images, const std::vector<FusedLayer<Variable>>& layers, double eta,
                                 const ConvolutionWindow& window, Index pool, Index norms = 0);

/// Reconstructor: images y [N,C,H,W], a constant, decoder D [F,C,m,m] -> conv_transpose2d(u_K, D), [N,C,H,W].
FusedTraining fused_reconstruction(Variable images, const std::vector<FusedLayer<Variable>>& layers, double eta,
                                   const ConvolutionWindow& window, Variable decoder);

/// The mean of all entries of u_K, [1], for a penalty. Its vector-Jacobian product, dy / (N F h w) for every
/// entry of u_K, goes back together with that of the output: it has to be recorded after the output, and
/// nothing is added to the gradient of the output.
Variable mean_code(const FusedTraining& training);

}  // namespace lgn
