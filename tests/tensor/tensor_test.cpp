#include "tensor/tensor.h"

#include "tests/autograd/gradient_checks.h"

namespace lgn {
namespace {

TEST(Shapes, CountAndText) {
  EXPECT_EQ(element_count({}), 1);
  EXPECT_EQ(element_count({2, 3, 4}), 24);
  EXPECT_EQ(element_count({2, 0, 4}), 0);
  EXPECT_EQ(element_count({Index{1} << 62}), Index{1} << 62);
  EXPECT_EQ(to_string({}), "[]");
  EXPECT_EQ(to_string({2, 3, 4}), "[2, 3, 4]");
  EXPECT_EQ(concat("of shape ", Shape{2, 3}), "of shape [2, 3]");
}

TEST(Shapes, AbsurdOnesAreRefused) {
  expect_error([] { element_count({2, -1}); }, "[2, -1] has a negative extent");
  expect_error([] { element_count({0, -1}); }, "negative extent");
  expect_error([] { element_count({Index{1} << 31, Index{1} << 31, 2}); }, "more elements than can be counted");
  expect_error([] { element_count({0, Index{1} << 62, 4}); }, "more elements than can be counted");
}

TEST(Tensors, StartAsZerosOrAsGiven) {
  EXPECT_EQ(Tensor().shape(), Shape({0}));
  EXPECT_EQ(Tensor().count(), 0);
  const Tensor zeros({2, 3});
  for (float x : zeros) EXPECT_EQ(x, 0);
  const Tensor scalar = Tensor::full({}, 7);
  EXPECT_EQ(scalar.rank(), 0);
  EXPECT_EQ(scalar.count(), 1);
  EXPECT_EQ(scalar[0], 7);
  expect_error([] { Tensor::from({2, 2}, {1, 2, 3}); }, "[2, 2] has 4 elements; 3 were given");
}

TEST(Tensors, AreRowMajor) {
  const Tensor x = Tensor::from({2, 3}, {0, 1, 2, 3, 4, 5});
  EXPECT_EQ(x(1, 0), 3);
  EXPECT_EQ(x(0, 2), 2);
  EXPECT_EQ(x.extent(-1), 3);
  EXPECT_EQ(x.extent(0), 2);
}

TEST(Tensors, CopiesShareAndClonesDoNot) {
  Tensor x({3});
  Tensor same = x, own = x.clone();
  x[1] = 5;
  EXPECT_EQ(same[1], 5);
  EXPECT_EQ(own[1], 0);
  EXPECT_TRUE(same.shares_with(x));
  EXPECT_FALSE(own.shares_with(x));
}

TEST(Tensors, Reshape) {
  Tensor x({2, 6});
  Tensor y = x.reshape({3, 4});
  y(2, 3) = 9;
  EXPECT_EQ(x(1, 5), 9);
  expect_error([&] { x.reshape({5}); }, "[2, 6] to [5]");
}

TEST(Tensors, Slice) {
  const Tensor x = Tensor::from({4, 2}, {0, 1, 2, 3, 4, 5, 6, 7});
  const Tensor middle = x.slice(1, 2);
  EXPECT_EQ(middle.shape(), Shape({2, 2}));
  EXPECT_EQ(middle(1, 1), 5);
  EXPECT_EQ(x.slice(4, 0).count(), 0);
  EXPECT_EQ(Tensor({0, 3}).slice(0, 0).shape(), Shape({0, 3}));
  expect_error([&] { x.slice(3, 2); }, "shape [4, 2]");
  expect_error([&] { x.slice(-1, 1); }, "shape [4, 2]");
  expect_error([] { Tensor::full({}, 1).slice(0, 1); }, "shape []");
}

TEST(Tensors, ASliceOutlivesItsTensor) {
  Tensor last;
  {
    const Tensor x = Tensor::from({3, 1}, {1, 2, 3});
    last = x.slice(2, 1);
  }
  Tensor other = Tensor::full({3, 1}, 9);  // would take the block, were it free
  EXPECT_EQ(last[0], 3);
}

TEST(Tensors, Cast) {
  const TensorC complex = cast<std::complex<double>>(Tensor::from({2}, {1.5f, -2}));
  EXPECT_EQ(complex[1], std::complex<double>(-2, 0));
  EXPECT_EQ(cast<float>(TensorD::full({1}, 0.1))[0], 0.1f);
}

TEST(Tensors, ImpossibleSizesAreRefused) {
  expect_error([] { Tensor({Index{1} << 62}); }, "out of memory");  // bytes that wrap around to 0
  expect_error([] { TensorC({Index{1} << 60}); }, "out of memory");
  expect_error([] { Tensor({Index{1} << 57}); }, "out of memory");
}

TEST(Tensors, RequireShapeNamesBoth) {
  expect_error(
      [] {
        require_shape(Tensor({2, 3}), {3, 2}, "fc.weight");
      },
      "fc.weight has shape [2, 3]; expected [3, 2]");
  EXPECT_NO_THROW(require_shape(Tensor({2, 3}), {2, 3}, "fc.weight"));
}

}  // namespace
}  // namespace lgn
