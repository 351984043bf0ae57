// Batch normalisation (Ioffe and Szegedy, 2015), with PyTorch's conventions.
//
// x [N, F, ...]: every channel f is one population of M = N x pixels numbers.
#pragma once

#include "autograd/tape.h"

namespace lgn {

struct BatchNormSettings {
  double epsilon = 1e-5;
  double momentum = 0.1;  // share of the batch in the running statistics
};

/// Training mode: normalises with the batch's own statistics and moves the running ones, [F], in place.
///   mean_f = sum x / M,   var_f = sum (x - mean_f)^2 / M            (both in double)
///   xhat = (x - mean_f) / sqrt(var_f + epsilon),   y = weight_f xhat + bias_f      weight, bias [F]
///   running_mean = (1 - momentum) running_mean + momentum mean
///   running_var  = (1 - momentum) running_var  + momentum var M / (M - 1)          (unbiased)
/// Vector-Jacobian product, sums over a channel:
///   dbias = sum dy,   dweight = sum dy xhat
///   dx = weight / sqrt(var + epsilon) (dy - dbias / M - xhat dweight / M)
/// Error when M = 1: a single number has no variance (use a larger batch, or leave that image out).
Variable batch_norm_training(Variable x, Variable weight, Variable bias, Tensor& running_mean, Tensor& running_var,
                             const BatchNormSettings& settings = {});

/// Evaluation mode: y = weight_f (x - running_mean_f) / sqrt(running_var_f + epsilon) + bias_f.
///   dx = dy weight / sqrt(running_var + epsilon);  dweight, dbias as above with the running statistics.
Variable batch_norm_evaluation(Variable x, Variable weight, Variable bias, const Tensor& running_mean,
                               const Tensor& running_var, const BatchNormSettings& settings = {});

}  // namespace lgn
