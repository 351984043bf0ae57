// Penalties on generators by their definitions, for any number type: matrix functions in place of singular
// vectors, so that they are analytic and the complex step differentiates them.
#pragma once

#include "lgn/reference/generators.h"

namespace lgn::reference {

/// The limit of X <- (X + X^-T) / 2 from A, the polar factor of A (transposed), or of X <- (X + X^-1) / 2,
/// the matrix sign: Newton's iteration (Higham, Functions of Matrices, chapters 5 and 8).
template <class Number>
BasicTensor<Number> newton_limit(BasicTensor<Number> X, bool transposed) {
  for (int step = 0; step < 60; ++step) {
    BasicTensor<Number> inverted = inverse(X);
    if (transposed) inverted = reference::transpose(inverted);
    X = X.clone();
    for (Index i = 0; i < X.count(); ++i) X[i] = (X[i] + inverted[i]) * Number(0.5);
  }
  return X;
}

/// A [..., d, d] -> sum_i |1 - sigma_i|, as trace(sign(N) N) with N = sqrt(A^T A) - I = Q^T A - I, Q the
/// polar factor. [...]; [1] for a single one.
template <class Number>
BasicTensor<Number> orthogonal_distance(const BasicTensor<Number>& A) {
  const Index d = A.extent(-1);
  Shape shape(A.shape().begin(), A.shape().end() - 2);
  if (shape.empty()) shape = {1};
  BasicTensor<Number> y(shape);
  for (Index which = 0; which < y.count(); ++which) {
    const BasicTensor<Number> matrix = matrix_of(A, which);
    BasicTensor<Number> N = matmul(reference::transpose(newton_limit(matrix, true)), matrix);
    for (Index i = 0; i < d; ++i) N(i, i) -= 1;
    const BasicTensor<Number> absolute = matmul(newton_limit(N, false), N);
    for (Index i = 0; i < d; ++i) y[which] += absolute(i, i);
  }
  return y;
}

/// A [..., d, d] -> ||A^n - I||_F, [...]; [1] for a single one.
template <class Number>
BasicTensor<Number> cyclic_distance(const BasicTensor<Number>& A, Index n) {
  const Index d = A.extent(-1);
  BasicTensor<Number> power = matrix_power(A, n);
  for (Index i = 0; i < power.count(); ++i) power[i] -= Number(i / d % d == i % d ? 1 : 0);
  return frobenius_norm(power);
}

}  // namespace lgn::reference
