// Exercise 1: the gradient of soft thresholding.
#pragma once

#include "tests/exercises/exercise.h"

namespace lgn::exercises {

/// Forward:  u = max(v - eta lmbd_f, 0),  v and u [N, F, pixels], lmbd [F].
/// To be written: given du, the gradient of a loss in u, *add* the gradients in v and in lmbd to what is
/// there.
using SoftThresholdGradient = void(const TensorD& v, const TensorD& lmbd, double eta, const TensorD& du, TensorD& dv,
                                   TensorD& dlmbd);

SoftThresholdGradient soft_threshold_stub, soft_threshold_answer;

std::string check(SoftThresholdGradient* attempt);

}  // namespace lgn::exercises
