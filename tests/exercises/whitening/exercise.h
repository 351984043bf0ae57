// Exercise 5: ZCA whitening.
#pragma once

#include "tests/exercises/exercise.h"

namespace lgn::exercises {

/// To be written: the matrix Z [D, D] with which  (row - mean) Z  is white, from rows [N, D]:
///   Z = U diag(1 / sqrt(S + eps)) U^T,   U diag(S) U^T the covariance of the rows, divisor N - 1.
using Whitening = TensorD(const TensorD& rows, double eps);

Whitening whitening_stub, whitening_answer;

std::string check(Whitening* attempt);

}  // namespace lgn::exercises
