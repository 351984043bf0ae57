// Exercise 4: the Toeplitz score of a matrix, and what it is worth.
#pragma once

#include "tensor/random.h"
#include "tests/exercises/exercise.h"

namespace lgn::exercises {

struct Toeplitz {
  /// To be written: the share of ||A||^2 that lies in the nearest Toeplitz matrix (equal numbers along every
  /// diagonal), A [d, d]: from 0 to 1.
  double (*score)(const TensorD& A);

  /// To be written: the p-value of that score under the null "the entries of A are independent normal
  /// numbers", from `draws` such matrices:  (1 + how many of them score at least as much as A) / (1 + draws).
  double (*p_value)(const TensorD& A, Index draws, Random& random);
};

Toeplitz toeplitz_stub();
Toeplitz toeplitz_answer();

std::string check(const Toeplitz& attempt);

}  // namespace lgn::exercises
