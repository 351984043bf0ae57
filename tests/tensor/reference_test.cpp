// The reference operations are the oracle of all others; they are held against PyTorch 1.13 in float64, on
// inputs x_i = sin(i + 1) and w_i = cos(2 i + 1), i = 0, 1, ...
#include <gtest/gtest.h>

#include "tensor/reference/convolution.h"
#include "tensor/reference/elementwise.h"
#include "tensor/reference/losses.h"
#include "tensor/reference/matrix.h"
#include "tensor/reference/normalization.h"
#include "tensor/reference/pooling.h"

namespace lgn {
namespace {

TensorD sines(Shape shape) {
  TensorD x(std::move(shape));
  for (Index i = 0; i < x.count(); ++i) x[i] = std::sin(static_cast<double>(i + 1));
  return x;
}

TensorD cosines(Shape shape) {
  TensorD w(std::move(shape));
  for (Index i = 0; i < w.count(); ++i) w[i] = std::cos(static_cast<double>(2 * i + 1));
  return w;
}

void expect_values(const TensorD& found, const Shape& shape, const std::vector<double>& expected) {
  ASSERT_EQ(found.shape(), shape);
  ASSERT_EQ(found.count(), static_cast<Index>(expected.size()));
  for (Index i = 0; i < found.count(); ++i) EXPECT_NEAR(found[i], expected[i], 2e-11) << "number " << i;
}

TEST(Reference, Conv2d) {
  const ConvolutionWindow window{{2, 3}, {1, 2}, {0, 0}};
  expect_values(reference::conv2d(sines({1, 2, 4, 5}), cosines({2, 2, 3, 2}), window), {1, 2, 2, 3},
                {0, -1.73230687838, 0.801255721687, 0, 2.10621944263, -2.12817206091, 0, -1.6813493933, 0.336194698374,
                 0, 2.02205063088, -0.979876307385});
}

TEST(Reference, ConvTranspose2d) {
  const ConvolutionWindow window{{2, 3}, {1, 0}, {1, 2}};
  expect_values(reference::conv_transpose2d(sines({1, 2, 2, 2}), cosines({2, 1, 3, 2}), window), {1, 1, 4, 7},
                {0.50255430291,   -0.31370598644,  0, 0.334818196517,  0.40926198649,   0, 0,
                 0.430969045038,  -0.124141913072, 0, -0.186556535213, 0.150531369942,  0, 0,
                 -0.14074821566,  0.755956376449,  0, -0.486911367453, 0.407627960172,  0, 0,
                 -0.488429493594, -0.349439599178, 0, 0.147645195225,  -0.530512122021, 0, 0});
}

TEST(Reference, Conv2dWeightGradient) {
  const ConvolutionWindow window{{2, 3}, {1, 2}, {0, 0}};
  expect_values(
      reference::conv2d_weight_gradient(sines({1, 2, 4, 5}), cosines({1, 2, 2, 3}), 3, 2, window), {2, 2, 3, 2},
      {-0.601008044881,  -0.901434238344, -0.680442384296,  -0.522534651399,  0.0752687481592, -0.295210033784,
       -0.875755779678,  -0.246830461847, -0.533097000569,  -0.0732981043575, -0.637427489053, -0.538225078444,
       -0.0699783720532, -0.54190046052,  -0.479519606522,  -0.337344944637,  -0.30927195145,  -0.340265812335,
       0.00262079468902, -0.14838302702,  -0.0307400811076, 0.0951824292404,  -0.499213383251, -0.368133595271});
}

TEST(Reference, AdaptiveAveragePool) {
  expect_values(reference::adaptive_average_pool2d(sines({1, 1, 5, 4}), 3, 3), {1, 1, 3, 3},
                {0.128107159693, 0.356997133851, 0.257665589524, 0.00675533233531, 0.079075829822, 0.0786943740472,
                 -0.0754025865324, 0.259946289686, 0.356301745971});
}

TEST(Reference, BatchNorm) {
  const TensorD x = sines({2, 2, 3});
  const auto statistics = reference::batch_statistics(x);
  expect_values(
      reference::batch_norm(x, statistics, TensorD::from({2}, {2, -1}), TensorD::from({2}, {0.5, 0.25}), 1e-5),
      {2, 2, 3},
      {1.72702795677, 2.18161274558, -2.96684793272, 0.555736819036, 1.35295378869, -1.32719245459, 0.490581031445,
       2.71819449419, -1.15056829527, -0.283524199868, 1.51492771292, -0.312901666182});
  // PyTorch's running statistics after one batch, from 0 and 1: 0.1 mean and 0.9 + 0.1 variance 6/5.
  expect_values(reference::scale(statistics.mean, 0.1), {2}, {0.065839195838, -0.0679287750602});
  expect_values(reference::add(reference::scale(statistics.variance, 0.1 * 6 / 5), TensorD::full({2}, 0.9)), {2},
                {0.910684660743, 0.90771235184});
}

TEST(Reference, Losses) {
  expect_values(reference::cross_entropy(reference::scale(sines({3, 4}), 5), {2, 0, 3}), {1}, {6.35644798424});
  expect_values(reference::squared_error(sines({2, 3}), cosines({2, 3})), {1}, {1.01390033195});
}

TEST(Reference, Matrices) {
  expect_values(reference::linear(sines({2, 3}), cosines({2, 3}), sines({2})), {2, 2},
                {0.435952478384, 0.715820451138, 1.30263707736, 1.21121063641});
  expect_values(reference::frobenius_norm(sines({2, 2, 3})), {2}, {1.76781472091, 1.77880652561});
  expect_values(reference::matrix_power(sines({2, 2}), 3), {2, 2},
                {0.71466550969, 0.702265091845, 0.108989261926, -0.51970691807});
}

TEST(Reference, SoftThreshold) {
  const TensorD one = TensorD::full({1, 1, 1, 1}, 0.8), v = sines({1, 1, 1, 6});
  expect_values(reference::soft_threshold(v, one, 0.5), {1, 1, 1, 6}, {0.441470984808, 0.509297426826, 0, 0, 0, 0});
}

TEST(Reference, BroadcastsAlongExtentOne) {
  const TensorD a = TensorD::from({2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8}), b = TensorD::from({1, 2, 1}, {10, 20});
  expect_values(reference::add(a, b), {2, 2, 2}, {11, 12, 23, 24, 15, 16, 27, 28});
}

}  // namespace
}  // namespace lgn
