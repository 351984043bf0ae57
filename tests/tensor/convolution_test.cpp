// The fast convolutions against the definitions in double precision, on every instruction set.
#include "tensor/convolution.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tensor/random.h"
#include "tensor/reference/convolution.h"
#include "tensor/simd/dispatch.h"
#include "tensor/threads.h"
#include "tests/support.h"

namespace lgn {
namespace {

using test::expect_error;

struct Case {
  Index images, channels, height, width, filters, kernel_height, kernel_width;
  ConvolutionWindow window;
};

// Awkward on purpose: lanes left over, one pixel, one tap, kernels as large as the image, codes narrower than
// a tile, blocks of channels and filters that do not divide, strides, output padding, non-square everything.
const Case cases[] = {
    {2, 3, 32, 32, 20, 6, 6, {{1, 1}, {1, 1}, {0, 0}}}, {17, 1, 28, 28, 6, 6, 6, {{1, 1}, {1, 1}, {0, 0}}},
    {1, 3, 32, 25, 10, 6, 6, {{1, 1}, {1, 1}, {0, 0}}}, {15, 2, 20, 20, 7, 6, 6, {{1, 1}, {1, 1}, {0, 0}}},
    {33, 5, 18, 14, 1, 6, 6, {{1, 1}, {1, 1}, {0, 0}}}, {3, 4, 6, 17, 5, 5, 6, {{1, 1}, {0, 1}, {0, 0}}},
    {2, 3, 12, 13, 4, 6, 6, {{1, 1}, {3, 2}, {0, 0}}},  {2, 1, 1, 1, 1, 1, 1, {{1, 1}, {0, 0}, {0, 0}}},
    {5, 2, 1, 9, 3, 1, 1, {{1, 1}, {0, 0}, {0, 0}}},    {16, 1, 4, 4, 2, 6, 6, {{1, 1}, {1, 1}, {0, 0}}},
    {4, 3, 7, 5, 9, 3, 2, {{1, 1}, {0, 1}, {0, 0}}},    {7, 2, 11, 8, 6, 4, 3, {{2, 2}, {1, 1}, {1, 0}}},
    {3, 3, 13, 16, 8, 5, 4, {{3, 2}, {2, 3}, {0, 1}}},  {9, 5, 9, 10, 7, 2, 3, {{3, 3}, {0, 1}, {1, 0}}},
    {2, 1, 8, 8, 3, 1, 1, {{3, 5}, {0, 0}, {1, 2}}},    {8, 7, 6, 23, 10, 3, 8, {{1, 1}, {2, 4}, {0, 0}}},
    {1, 2, 3, 3, 2, 2, 2, {{1, 1}, {4, 5}, {0, 0}}},    {67, 3, 5, 4, 9, 5, 4, {{2, 1}, {0, 0}, {0, 0}}},
    {31, 6, 5, 30, 3, 3, 7, {{1, 2}, {1, 0}, {0, 1}}},
};

std::string describe(const Case& c) {
  const auto& w = c.window;
  return concat("images ", to_string({c.images, c.channels, c.height, c.width}), ", filters ",
                to_string({c.filters, c.channels, c.kernel_height, c.kernel_width}), ", stride ", w.stride[0], " x ",
                w.stride[1], ", padding ", w.padding[0], " x ", w.padding[1], ", ", name(instruction_set()));
}

TensorD absolute(const Tensor& x) {
  TensorD result = cast<double>(x);
  for (double& value : result) value = std::abs(value);
  return result;
}

/// Each sum of products may be off by a few roundings of the sum of their magnitudes.
void expect_close(const Tensor& found, const TensorD& expected, const TensorD& magnitude) {
  ASSERT_EQ(found.shape(), expected.shape());
  for (Index i = 0; i < found.count(); ++i) {
    const double tolerance = 4 * std::numeric_limits<float>::epsilon() * magnitude[i];
    ASSERT_LE(std::abs(found[i] - expected[i]), tolerance)
        << "entry " << i << ": " << found[i] << ", expected " << expected[i];
  }
}

/// Leaves a freed block full of NaN, so that a result that is not written in full shows.
void poison(const Shape& shape) {
  Tensor::full(shape, std::numeric_limits<float>::quiet_NaN());
}

/// Calls check(c, x, w, z) with random images, filters and codes of every case.
template <class Check>
void for_each_case(Check&& check) {
  for (const Case& c : cases) {
    Random random(7);
    const Shape code = {c.images, c.filters, c.window.code_extent(0, c.height, c.kernel_height),
                        c.window.code_extent(1, c.width, c.kernel_width)};
    const Tensor x = normal_tensor(random, {c.images, c.channels, c.height, c.width});
    const Tensor w = normal_tensor(random, {c.filters, c.channels, c.kernel_height, c.kernel_width});
    check(c, x, w, normal_tensor(random, code));
  }
}

/// Compares what `fast` returns on every instruction set.
template <class Fast>
void expect_close_everywhere(const Case& c, Fast&& fast, const TensorD& expected, const TensorD& magnitude) {
  for (InstructionSet set : supported_instruction_sets()) {
    ScopedInstructionSet forced(set);
    SCOPED_TRACE(describe(c));
    poison(expected.shape());
    expect_close(fast(), expected, magnitude);
  }
}

TEST(Convolution, Conv2dMatchesTheDefinition) {
  for_each_case([](const Case& c, const Tensor& x, const Tensor& w, const Tensor&) {
    expect_close_everywhere(
        c, [&] { return conv2d(x, w, c.window); }, reference::conv2d(cast<double>(x), cast<double>(w), c.window),
        reference::conv2d(absolute(x), absolute(w), c.window));
  });
}

TEST(Convolution, ConvTranspose2dMatchesTheDefinition) {
  for_each_case([](const Case& c, const Tensor&, const Tensor& w, const Tensor& z) {
    expect_close_everywhere(
        c, [&] { return conv_transpose2d(z, w, c.window); },
        reference::conv_transpose2d(cast<double>(z), cast<double>(w), c.window),
        reference::conv_transpose2d(absolute(z), absolute(w), c.window));
  });
}

TEST(Convolution, WeightGradientMatchesTheDefinition) {
  for_each_case([](const Case& c, const Tensor& x, const Tensor&, const Tensor& z) {
    const Index height = c.kernel_height, width = c.kernel_width;
    expect_close_everywhere(
        c, [&] { return conv2d_weight_gradient(x, z, height, width, c.window); },
        reference::conv2d_weight_gradient(cast<double>(x), cast<double>(z), height, width, c.window),
        reference::conv2d_weight_gradient(absolute(x), absolute(z), height, width, c.window));
  });
}

TEST(ConvolutionThreads, ResultsAreBitwiseTheSame) {
  Random random(3);
  const Tensor x = normal_tensor(random, {70, 3, 10, 9}), w = normal_tensor(random, {7, 3, 4, 4});
  const ConvolutionWindow window{{1, 1}, {1, 1}, {0, 0}};
  for (InstructionSet set : supported_instruction_sets()) {
    ScopedInstructionSet forced(set);
    test::expect_same_bits([&] {
      const Tensor z = conv2d(x, w, window);
      return std::vector{z, conv_transpose2d(z, w, window), conv2d_weight_gradient(x, z, 4, 4, window)};
    });
  }
}

TEST(ConvolutionEmpty, NoImagesGiveNoCodesAndAZeroGradient) {
  const Tensor x({0, 3, 8, 8}), z({0, 2, 5, 5});
  const ConvolutionWindow window{{1, 1}, {1, 1}, {0, 0}};
  EXPECT_EQ(conv2d(x, Tensor::full({2, 3, 6, 6}, 1.0f), window).shape(), z.shape());
  EXPECT_EQ(conv_transpose2d(z, Tensor::full({2, 3, 6, 6}, 1.0f), window).shape(), x.shape());
  for (float value : conv2d_weight_gradient(x, z, 6, 6, window)) EXPECT_EQ(value, 0.0f);
}

TEST(ConvolutionErrors, NameWhatDoesNotFit) {
  const Tensor x({2, 3, 8, 8}), w({4, 3, 6, 6}), z({2, 4, 5, 5});
  const ConvolutionWindow window{{1, 1}, {1, 1}, {0, 0}};
  expect_error([&] { conv2d(x, Tensor({4, 2, 6, 6}), window); }, "[4, 2, 6, 6]");
  expect_error([&] { conv2d(x, Tensor({4, 3, 11, 6}), window); }, "larger than the padded image");
  expect_error([&] { conv2d(Tensor({2, 3, 8}), w, window); }, "[2, 3, 8]");
  expect_error([&] { conv2d(x, w, {{0, 1}, {1, 1}, {0, 0}}); }, "stride of a convolution is 0");
  expect_error([&] { conv2d(x, w, {{1, 1}, {1, -1}, {0, 0}}); }, "padding of a convolution is -1");
  expect_error([&] { conv_transpose2d(z, Tensor({5, 3, 6, 6}), window); }, "[5, 3, 6, 6]");
  expect_error([&] { conv_transpose2d(z, w, {{1, 1}, {1, 1}, {1, 0}}); }, "output padding");
  expect_error([&] { conv2d_weight_gradient(x, Tensor({2, 4, 4, 5}), 6, 6, window); }, "[2, 4, 4, 5]");
  expect_error([&] { conv2d_weight_gradient(x, Tensor({1, 4, 5, 5}), 6, 6, window); }, "[1, 4, 5, 5]");
  expect_error([&] { conv2d_weight_gradient(x, z, 0, 6, window); }, "kernel");
}

}  // namespace
}  // namespace lgn
