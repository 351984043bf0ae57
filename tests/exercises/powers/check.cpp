#include "tests/exercises/powers/exercise.h"

namespace lgn::exercises {

std::string check(OrbitGradient* attempt) {
  const Index n = 4, d = 5;
  TensorD A = normal_numbers(1, {d, d}), b = normal_numbers(2, {d});
  const TensorD dW = normal_numbers(3, {n, d});
  const auto loss = [&] {
    TensorD w = b.clone();
    double sum = 0;
    for (Index i = 0; i < n; ++i) {
      for (Index r = 0; r < d; ++r) sum += dW(i, r) * w[r];
      TensorD next({d});
      for (Index r = 0; r < d; ++r)
        for (Index c = 0; c < d; ++c) next[r] += A(r, c) * w[c];
      w = next;
    }
    return sum;
  };
  TensorD dA({d, d}), db({d});
  attempt(A, b, dW, dA, db);
  if (const auto wrong = difference("db", db, derivative(b, loss), 1e-6); !wrong.empty())
    return wrong + ": db is the sum over i of (A^T)^i dW_i";
  if (const auto wrong = difference("dA", dA, derivative(A, loss), 1e-6); !wrong.empty())
    return wrong + ": A is used n - 1 times, and every use adds dy x^T of its own product y = A x";

  attempt(A, b, dW, dA, db);
  for (double& x : dA) x /= 2;
  if (const auto wrong = difference("dA", dA, derivative(A, loss), 1e-6); !wrong.empty())
    return "after a second call dA is not twice what it was: gradients are added to what is there";
  return "";
}

}  // namespace lgn::exercises
