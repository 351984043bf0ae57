#include "autograd/elementwise_ops.h"
#include "autograd/shape_ops.h"
#include "tensor/reference/matrix.h"
#include "tests/autograd/gradient_checks.h"

namespace lgn {
namespace {

TEST(ShapeOps, Reshape) {
  Random random(41);
  expect_exact(
      [](const Inputs& in) {
        return in[0].reshape({3, 8});
      },
      [](const Variables& in) {
        return reshape(in[0], {3, 8});
      },
      {normal_tensor(random, {2, 3, 4})});
  Tape tape;
  expect_error([&] { reshape(tape.leaf(Tensor({2, 3})), {7}); }, "[2, 3] to [7]");
}

TEST(ShapeOps, Transpose) {
  for (const Shape& shape : {Shape{1, 4}, Shape{3, 5}, Shape{2, 3, 4}, Shape{2, 2, 1, 3}}) {
    Random random(42);
    expect_exact([](const auto& in) { return transpose(in[0]); }, {normal_tensor(random, shape)});
  }
  Tape tape;
  expect_error([&] { transpose(tape.leaf(Tensor({3}))); }, "at least two axes");
  EXPECT_EQ(transpose(tape.leaf(Tensor({0, 3}))).shape(), Shape({3, 0}));
}

TEST(ShapeOps, Concatenate) {
  struct Case {
    std::vector<Shape> parts;
    Index axis, first_axis;
  };
  const std::vector<Case> cases = {{{{3}, {2}, {1}}, 0, 0},
                                   {{{2, 3}, {4, 3}}, 0, 0},
                                   {{{2, 3}, {2, 1}, {2, 2}}, -1, 1},
                                   {{{2, 3, 4}, {2, 2, 4}}, 1, 1},
                                   {{{2, 3}}, 1, 1}};
  for (const Case& c : cases) {
    Random random(43);
    std::vector<Tensor> parts;
    for (const Shape& shape : c.parts) parts.push_back(normal_tensor(random, shape));
    expect_exact([&](const Inputs& in) { return reference::concatenate(in, c.first_axis); },
                 [&](const Variables& in) { return concatenate(in, c.axis); }, parts);
  }
}

TEST(ShapeOps, ConcatenateKeepsTheOrder) {
  Tape tape;
  const Variable a = tape.leaf(Tensor::from({2, 2}, {1, 2, 3, 4})), b = tape.leaf(Tensor::from({2, 1}, {5, 6}));
  const Tensor& y = concatenate({a, b, a}, 1).value();
  const std::vector<float> expected = {1, 2, 5, 1, 2, 3, 4, 6, 3, 4};
  EXPECT_EQ(std::vector<float>(y.begin(), y.end()), expected);
}

TEST(ShapeOps, ConcatenateErrors) {
  Tape tape;
  const Variable a = tape.leaf(Tensor({2, 3})), b = tape.leaf(Tensor({3, 2})), c = tape.leaf(Tensor({2}));
  expect_error([&] { concatenate({}, 0); }, "nothing to concatenate");
  expect_error([&] { concatenate({a, b}, 0); }, "[2, 3] and [3, 2]");
  expect_error([&] { concatenate({a, c}, 0); }, "[2, 3] and [2]");
  expect_error([&] { concatenate({a, a}, 2); }, "along axis 2");
}

}  // namespace
}  // namespace lgn
