// What the tests of operations share.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "autograd/gradient_check.h"
#include "tensor/random.h"
#include "tensor/threads.h"
#include "tests/support.h"

namespace lgn {

/// Normal numbers that keep away from 0, where many operations have their kink.
inline Tensor away_from_zero(Random& random, Shape shape) {
  Tensor x = normal_tensor(random, std::move(shape));
  for (float& value : x) value += value < 0 ? -0.05f : 0.05f;
  return x;
}

using test::expect_error;

/// Value and gradients of all inputs are the same bits with 1, 2, 3 and 5 threads.
inline void expect_same_for_any_thread_count(const OperationFunction& operation,
                                             const std::vector<Tensor>& inputs) {
  const int before = thread_count();
  std::vector<Tensor> expected;
  for (int threads : {1, 2, 3, 5}) {
    set_thread_count(threads);
    Tape tape;
    std::vector<Variable> leaves;
    for (const Tensor& input : inputs) leaves.push_back(tape.leaf(input));
    const Variable y = operation(tape, leaves);
    Random random(9);
    tape.backward(y, normal_tensor(random, y.shape()));
    std::vector<Tensor> found = {y.value()};
    for (Variable leaf : leaves) found.push_back(leaf.gradient());
    if (threads == 1) expected = found;
    for (std::size_t k = 0; k < found.size(); ++k) {
      EXPECT_TRUE(std::equal(found[k].begin(), found[k].end(), expected[k].begin()))
          << "tensor " << k << " with " << threads << " threads";
    }
  }
  set_thread_count(before);
}

}  // namespace lgn
