// What the tests of operations share.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "autograd/gradient_check.h"
#include "tensor/random.h"
#include "tests/support.h"

namespace lgn {

/// Operations and their definitions have the same names; the arguments say which is called.
namespace reference {}
using namespace reference;

/// Normal numbers that keep away from 0, where many operations have their kink.
inline Tensor away_from_zero(Random& random, Shape shape) {
  Tensor x = normal_tensor(random, std::move(shape));
  for (float& value : x) value += value < 0 ? -0.05f : 0.05f;
  return x;
}

using test::expect_error;

using Inputs = std::vector<TensorC>;
using Variables = std::vector<Variable>;

/// Value and gradients of all inputs are the same bits with any number of threads.
inline void expect_same_for_any_thread_count(const OperationFunction& operation, const std::vector<Tensor>& inputs) {
  test::expect_same_bits([&] {
    Tape tape;
    Variables leaves;
    for (const Tensor& input : inputs) leaves.push_back(tape.leaf(input));
    const Variable y = operation(tape, leaves);
    Random random(9);
    tape.backward(y, normal_tensor(random, y.shape()));
    std::vector<Tensor> found = {y.value()};
    for (Variable leaf : leaves) found.push_back(leaf.gradient());
    return found;
  });
}

/// Value and gradients are the definition's, and the same bits with any number of threads.
template <class Reference, class Operation>
void expect_exact(const Reference& reference, const Operation& operation, const std::vector<Tensor>& inputs) {
  std::string shapes;
  for (const Tensor& input : inputs) shapes += to_string(input.shape());
  const OperationFunction on_tape = [&](Tape&, const Variables& x) { return operation(x); };
  EXPECT_EQ(check_gradients([&](const Inputs& x) { return reference(x); }, on_tape, inputs), "") << shapes;
  expect_same_for_any_thread_count(on_tape, inputs);
}

/// The same of what computes with variables and with complex numbers: an operation has the name of its definition.
template <class Operation>
void expect_exact(const Operation& operation, const std::vector<Tensor>& inputs) {
  expect_exact(operation, operation, inputs);
}

}  // namespace lgn
