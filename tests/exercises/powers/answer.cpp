#include "tests/exercises/powers/exercise.h"

namespace lgn::exercises {

void powers_answer(const TensorD& A, const TensorD& b, const TensorD& dW, TensorD& dA, TensorD& db) {
  const Index n = dW.extent(0), d = b.count();
  TensorD W({n, d}), g = dW.clone();  // g_i: all that is known of the gradient in W_i
  for (Index r = 0; r < d; ++r) W(0, r) = b[r];
  for (Index i = 1; i < n; ++i)
    for (Index r = 0; r < d; ++r)
      for (Index c = 0; c < d; ++c) W(i, r) += A(r, c) * W(i - 1, c);
  for (Index i = n - 1; i > 0; --i)
    for (Index r = 0; r < d; ++r)
      for (Index c = 0; c < d; ++c) {
        dA(r, c) += g(i, r) * W(i - 1, c);  // dA += dy x^T
        g(i - 1, c) += A(r, c) * g(i, r);   // dx += A^T dy
      }
  for (Index r = 0; r < d; ++r) db[r] += g(0, r);
}

}  // namespace lgn::exercises
