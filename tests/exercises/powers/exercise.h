// Exercise 2: the powers of a generator, and their vector-Jacobian product.
#pragma once

#include "tests/exercises/exercise.h"

namespace lgn::exercises {

/// Forward, the orbit of one base filter:  W_i = A^i b,  i = 0 .. n-1;  A [d, d], b [d], W [n, d].
/// To be written: given dW, the gradient of a loss in W, *add* the gradients in A and in b to what is there.
using OrbitGradient = void(const TensorD& A, const TensorD& b, const TensorD& dW, TensorD& dA, TensorD& db);

OrbitGradient powers_stub, powers_answer;

std::string check(OrbitGradient* attempt);

}  // namespace lgn::exercises
