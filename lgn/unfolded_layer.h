// One layer of the network: one step of FISTA on  1/2 ||y - W^T z||^2 + lmbd ||u||_1,  u >= 0.
//
//   r      = y - conv_transpose2d(z_k, W_k)              what the current code does not yet explain
//   v      = z_k + eta * conv2d(r, W_k)                  gradient step
//   u_k+1  = relu(v - eta * lmbd_k)                      non-negative soft threshold
//   t_k+1  = (1 + sqrt(1 + 4 t_k^2)) / 2
//   z_k+1  = u_k+1 + ((t_k - 1) / t_k+1) (u_k+1 - u_k)   momentum
//
// This file is the network as one reads it: a plain composition of operations. fused/unfolding.h computes
// the same in one operation.
#pragma once

#include <optional>

#include "autograd/tape.h"
#include "tensor/convolution.h"

namespace lgn {

/// The momentum (t_k - 1) / t_k+1 of every layer; t_0 = 1.
std::vector<double> momenta(Index layers);

/// What passes from layer to layer; empty before the first, where u_0 = z_0 = 0.
struct UnfoldedState {
  std::optional<Variable> u, z;  // [N, F, h, w]
};

/// images y [N, C, H, W], bank W_k [F, C, m, m], threshold lmbd_k [1, F, 1, 1]; momentum
/// as in momenta(). Returns u_k+1 and z_k+1 (before any batch norm).
UnfoldedState unfolded_layer(const UnfoldedState& state, Variable images, Variable bank, Variable threshold, double eta,
                             double momentum, const ConvolutionWindow& window);

}  // namespace lgn
