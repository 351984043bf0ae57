#include "autograd/tape.h"

#include <cmath>

#include "autograd/elementwise_ops.h"
#include "tests/autograd/gradient_checks.h"

namespace lgn {
namespace {

TEST(Tape, AValueUsedTwiceAccumulates) {
  Tape tape;
  const Variable x = tape.leaf(Tensor::full({1}, 3));
  const Variable square = multiply(x, x);          // 9
  const Variable y = add(multiply(square, x), x);  // x^3 + x
  tape.backward(y);
  EXPECT_EQ(y.value()[0], 30);
  EXPECT_EQ(square.gradient()[0], 3);
  EXPECT_EQ(x.gradient()[0], 28);
}

TEST(Tape, AVeryLongTape) {
  constexpr Index operations = 100000;
  auto tape = std::make_unique<Tape>();
  const Variable x = tape->leaf(Tensor::full({1}, 1));
  Variable y = x;
  for (Index i = 0; i < operations; ++i) y = add(y, x);
  tape->backward(y);
  EXPECT_EQ(y.value()[0], operations + 1);
  EXPECT_EQ(x.gradient()[0], operations + 1);
  EXPECT_EQ(tape->size(), operations + 1);
  tape.reset();
}

TEST(Tape, ConstantsGetNoGradient) {
  Tape tape;
  bool ran = false;
  const Variable c = tape.constant(Tensor::full({2}, 5)), x = tape.leaf(Tensor::full({2}, 7));
  const Variable of_constants = tape.record("of constants", Tensor({2}), {c, c}, [&](const Tensor&) { ran = true; });
  EXPECT_FALSE(of_constants.requires_gradient());
  const Variable y = sum(add(multiply(c, x), of_constants));
  EXPECT_TRUE(y.requires_gradient());
  tape.backward(y);
  EXPECT_FALSE(ran);
  EXPECT_EQ(c.gradient()[0], 0);
  EXPECT_EQ(of_constants.gradient()[1], 0);
  EXPECT_EQ(x.gradient()[1], 5);
}

TEST(Tape, WhatTheOutputDoesNotDependOnIsNotRun) {
  Tape tape;
  bool ran = false;
  const Variable x = tape.leaf(Tensor::full({1}, 2));
  tape.record("aside", Tensor({1}), {x}, [&](const Tensor&) { ran = true; });
  const Variable y = scale(x, 3), later = scale(y, 100);
  tape.backward(y);
  EXPECT_FALSE(ran);
  EXPECT_EQ(x.gradient()[0], 3);
  EXPECT_EQ(later.gradient()[0], 0);
}

TEST(Tape, BackwardFromAGivenGradient) {
  Tape tape;
  const Variable x = tape.leaf(Tensor::from({3}, {1, 2, 3}));
  Tensor given = Tensor::from({3}, {10, 20, 30});
  tape.backward(scale(x, 2), given);
  EXPECT_EQ(x.gradient()[2], 60);
  EXPECT_EQ(given[2], 30);
}

TEST(Tape, ContributionsAreAddedWhetherTheyComeFirstOrLater) {
  Tape tape;
  const Variable x = tape.leaf(Tensor({2}));
  tape.accumulate(x, Tensor::from({2}, {1, 2}));
  EXPECT_EQ(x.gradient()[1], 2);
  tape.accumulate(x, Tensor::from({2}, {10, 20}));
  tape.accumulate(x)[1] += 100;
  EXPECT_EQ(x.gradient()[0], 11);
  EXPECT_EQ(x.gradient()[1], 122);
  expect_error([&] { tape.accumulate(x, Tensor({3})); }, "a contribution to a gradient has shape [3]; expected [2]");
}

TEST(Tape, FirstNonFiniteNamesTheOperation) {
  Tape tape;
  tape.set_scope("layer 1");
  const Variable x = tape.leaf(Tensor::from({2}, {1, 3e38f}), "A.0");
  EXPECT_EQ(tape.first_non_finite(), -1);
  tape.set_scope("layer 2");
  const Variable doubled = scale(x, 2);
  sum(doubled);
  EXPECT_EQ(tape.first_non_finite(), doubled.node());
  EXPECT_EQ(tape.describe(tape.first_non_finite()), "layer 2: scale");
  EXPECT_EQ(tape.describe(x.node()), "layer 1: A.0");
  tape.set_scope("");
  EXPECT_EQ(tape.describe(tape.constant(Tensor({1})).node()), "constant");
}

TEST(Tape, NotANumberIsFoundToo) {
  Tape tape;
  tape.constant(Tensor({3}));
  const Variable bad = tape.leaf(Tensor::from({3}, {0, 0, NAN}));
  EXPECT_EQ(tape.first_non_finite(), bad.node());
}

TEST(Tape, Errors) {
  Tape tape, other;
  const Variable x = tape.leaf(Tensor({3})), y = other.leaf(Tensor({3}));
  expect_error([&] { tape.backward(x); }, "a single number; this output has shape [3]");
  expect_error([&] { tape.backward(x, Tensor({2})); }, "gradient of the output has shape [2]; expected [3]");
  expect_error([&] { add(x, y); }, "tape that it does not belong to");
  expect_error([&] { tape.backward(sum(y)); }, "tape that it does not belong to");
  expect_error([] { Variable().value(); }, "on no tape");
  tape.backward(sum(x));
  expect_error([&] { tape.backward(sum(x)); }, "run on this tape before");
}

}  // namespace
}  // namespace lgn
