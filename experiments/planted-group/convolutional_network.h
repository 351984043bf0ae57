// The planted group in the network: unfolded layers with one orthogonal generator, trained on the images.
//
// The network is the reconstructor of lgn/network.h with the step size of its defaults and thresholds that
// stay non-negative, but with 16 layers instead of 4: fewer of these steps cannot compute a sparse code. The
// loss is the squared error plus sparsity at the weight that makes the code which the layers strive for,
//   min over u >= 0 of 1/2 ||y - W^T u||^2 + lmbd sum u,
// the code that the loss wants. Without that weight nothing keeps the code sparse, a dense code explains the
// noise as well, and the loss knows nothing of the filters.
#pragma once

#include "experiments/planted-group/convolutional_problem.h"
#include "lgn/recovery/group_recovery.h"

namespace lgn {

struct GroupNetworkSettings {
  Index layers = 16;
  double threshold = 0.1;  // lmbd at the start, in units of the root mean square norm of m x m windows
  Index batch = 16;
  double learning_rate = 3e-4;
  Index steps = 30;
};

struct GroupNetworkResult {
  TensorD A;        // [d,d], of the trained network: A^n = I to rounding of float32
  double loss = 0;  // mean over pixels of held-out images, with the sparsity's term
};

/// Trains on from a group and its base filters [q,d], installed in every layer.
GroupNetworkResult train_from_group(const ConvolutionalProblem& problem, const RecoveredGroup& group,
                                    const TensorD& base_filters, const GroupNetworkSettings& settings);

/// What the loss alone finds: n and q are the planted ones, everything else starts at random.
GroupNetworkResult train_from_random(const ConvolutionalProblem& problem, const GroupNetworkSettings& settings,
                                     Index seed);

}  // namespace lgn
