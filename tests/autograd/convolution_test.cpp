#include "tensor/reference/convolution.h"

#include "autograd/convolution_ops.h"
#include "tests/autograd/gradient_checks.h"

namespace lgn {
namespace {

struct Case {
  Index N, C, H, W, F, kernel_height, kernel_width;
  ConvolutionWindow window;
};

// The network's padding at stride 1 and 2, kernels that are not square, windows that leave rows unreached,
// padding larger than the kernel, single pixels.
const std::vector<Case> cases = {
    {1, 1, 1, 1, 1, 1, 1, {}},
    {2, 3, 5, 4, 3, 2, 3, {}},
    {1, 2, 7, 6, 4, 3, 3, {{1, 1}, {1, 1}, {0, 0}}},
    {2, 1, 8, 8, 2, 6, 6, {{1, 1}, {1, 1}, {0, 0}}},
    {1, 2, 7, 8, 3, 3, 2, {{2, 3}, {0, 1}, {0, 0}}},
    {1, 1, 8, 7, 2, 3, 3, {{3, 2}, {2, 0}, {0, 0}}},
    {3, 2, 4, 4, 2, 4, 4, {{2, 2}, {3, 3}, {0, 0}}},
    {1, 2, 2, 3, 2, 1, 2, {{1, 1}, {3, 2}, {0, 0}}},
    {1, 1, 9, 9, 1, 2, 2, {{4, 4}, {0, 0}, {0, 0}}},
};

Shape code_shape(const Case& c) {
  return {c.N, c.F, c.window.code_extent(0, c.H, c.kernel_height), c.window.code_extent(1, c.W, c.kernel_width)};
}

TEST(Convolution, Forward) {
  // [1 2 3; 4 5 6] with [1 10; 100 1000], cross-correlated: 1 + 20 + 400 + 5000, 2 + 30 + 500 + 6000.
  Tape tape;
  const Variable x = tape.constant(Tensor::from({1, 1, 2, 3}, {1, 2, 3, 4, 5, 6}));
  const Variable w = tape.constant(Tensor::from({1, 1, 2, 2}, {1, 10, 100, 1000}));
  const Tensor& y = conv2d(x, w, {}).value();
  EXPECT_EQ(y.shape(), Shape({1, 1, 1, 2}));
  EXPECT_EQ(y[0], 5421);
  EXPECT_EQ(y[1], 6532);
}

TEST(Convolution, TransposedForward) {
  // Every number of the code paints the kernel, two columns apart; one row and one column of output padding.
  Tape tape;
  const Variable z = tape.constant(Tensor::from({1, 1, 1, 2}, {1, 2}));
  const Variable w = tape.constant(Tensor::from({1, 1, 1, 3}, {1, 10, 100}));
  const Tensor& x = conv_transpose2d(z, w, {{2, 2}, {0, 0}, {1, 1}}).value();
  EXPECT_EQ(x.shape(), Shape({1, 1, 2, 6}));
  const std::vector<float> expected = {1, 10, 102, 20, 200, 0, 0, 0, 0, 0, 0, 0};
  EXPECT_EQ(std::vector<float>(x.begin(), x.end()), expected);
}

TEST(Convolution, Gradients) {
  for (const Case& c : cases) {
    Random random(21);
    expect_exact([&](const auto& in) { return conv2d(in[0], in[1], c.window); },
                 {normal_tensor(random, {c.N, c.C, c.H, c.W}),
                  normal_tensor(random, {c.F, c.C, c.kernel_height, c.kernel_width})});
  }
}

TEST(Convolution, TransposedGradients) {
  for (Case c : cases) {
    const Shape code = code_shape(c);
    for (int axis = 0; axis < 2; ++axis) {  // to the very size of the images
      const Index kernel = axis ? c.kernel_width : c.kernel_height, image = axis ? c.W : c.H;
      c.window.output_padding[axis] =
          image - c.window.image_extent(axis, code[2 + static_cast<std::size_t>(axis)], kernel);
    }
    Random random(22);
    expect_exact([&](const auto& in) { return conv_transpose2d(in[0], in[1], c.window); },
                 {normal_tensor(random, code), normal_tensor(random, {c.F, c.C, c.kernel_height, c.kernel_width})});
  }
}

TEST(Convolution, TransposeIsTheTranspose) {
  // <conv2d(x, w), z> = <x, conv_transpose2d(z, w)> for the definitions themselves.
  const Case& c = cases[4];
  Random random(23);
  ConvolutionWindow window = c.window;
  window.output_padding[0] = c.H - window.image_extent(0, code_shape(c)[2], c.kernel_height);
  window.output_padding[1] = c.W - window.image_extent(1, code_shape(c)[3], c.kernel_width);
  const auto x = cast<double>(normal_tensor(random, {c.N, c.C, c.H, c.W}));
  const auto w = cast<double>(normal_tensor(random, {c.F, c.C, c.kernel_height, c.kernel_width}));
  const auto z = cast<double>(normal_tensor(random, code_shape(c)));
  const auto dot = [](const TensorD& a, const TensorD& b) {
    double sum = 0;
    for (Index i = 0; i < a.count(); ++i) sum += a[i] * b[i];
    return sum;
  };
  const double left = dot(reference::conv2d(x, w, window), z);
  EXPECT_NEAR(left, dot(x, reference::conv_transpose2d(z, w, window)), 1e-12 * std::abs(left));
  EXPECT_NEAR(left, dot(w, reference::conv2d_weight_gradient(x, z, 3, 2, window)), 1e-12 * std::abs(left));
}

TEST(Convolution, ShapesThatDoNotFitAreNamed) {
  Tape tape;
  const Variable x = tape.leaf(Tensor({2, 3, 5, 5})), large = tape.leaf(Tensor({4, 3, 6, 6}));
  const Variable other = tape.leaf(Tensor({4, 2, 3, 3})), flat = tape.leaf(Tensor({4, 3}));
  expect_error([&] { conv2d(x, large, {}); }, "[4, 3, 6, 6]");
  expect_error([&] { conv2d(x, other, {}); }, "[4, 2, 3, 3]");
  expect_error([&] { conv2d(x, flat, {}); }, "[4, 3]");
  expect_error([&] { conv2d(x, other, {{0, 1}, {0, 0}, {0, 0}}); }, "stride");
  expect_error(
      [&] {
        conv_transpose2d(tape.leaf(Tensor({2, 4, 3, 3})), other, {{1, 1}, {0, 0}, {1, 0}});
      },
      "output padding");
}

TEST(Convolution, AnyNumberOfThreadsGivesTheSameBits) {
  Random random(24);
  const ConvolutionWindow window{{1, 1}, {1, 1}, {0, 0}};
  const auto operation = [&](Tape&, const Variables& in) {
    return conv_transpose2d(conv2d(in[0], in[1], window), in[1], window);
  };
  expect_same_for_any_thread_count(operation,
                                   {normal_tensor(random, {17, 3, 12, 12}), normal_tensor(random, {20, 3, 6, 6})});
}

}  // namespace
}  // namespace lgn
