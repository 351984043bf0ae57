// Toom-Cook: the identity that it rests on, and what its roundings are worth.
#include "tensor/simd/toom_cook.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "lgn/fused/unfolding.h"
#include "tensor/random.h"
#include "tensor/reference/convolution.h"
#include "tensor/simd/band_filters.h"

namespace lgn {
namespace {

using simd::toom_cook_points, simd::toom_cook_rows;

constexpr Index finite_points = toom_cook_points - 1;

/// The points in the order of the planes.
std::vector<double> points() {
  std::vector<double> p = {0};
  for (const simd::PointPair& pair : simd::point_pairs) p.insert(p.end(), {pair.p, -pair.p});
  return p;
}

/// The coefficients of the product of (t - p_j) over all points but p_k.
std::vector<double> lagrange(Index k) {
  std::vector<double> product = {1};
  for (Index j = 0; j < finite_points; ++j) {
    if (j == k) continue;
    product.push_back(0);
    for (std::size_t i = product.size(); i-- > 0;) product[i] = (i ? product[i - 1] : 0) - points()[j] * product[i];
  }
  return product;
}

simd::LaneConvolution column(Index filters, Index channels, Index height, Index width) {
  return {.channels = channels,
          .filters = filters,
          .kernel = {height, width},
          .stride = {1, 1},
          .padding = {1, 1},
          .image = {12, 11},
          .code = {15 - height, 14 - width}};
}

TEST(ToomCook, ProductsAtThePointsAreTheConvolution) {
  for (Index m : {4, 5, 6, 7}) {
    const simd::LaneConvolution shape = column(1, 1, m, 1);
    for (Index r = 0; r < m; ++r) {
      std::vector<float> w(static_cast<std::size_t>(m)), packed(simd::band_packed_size(shape));
      w[static_cast<std::size_t>(r)] = 1;
      simd::pack_band_filters(shape, w.data(), packed.data());
      for (Index i = 0; i < toom_cook_rows(m); ++i) {
        std::vector<double> x(toom_cook_points);
        for (Index k = 0; k < toom_cook_points; ++k) {
          const bool finite = k < finite_points;
          const double z = finite ? std::pow(points()[k], i) : i == toom_cook_rows(m) - 1;
          const double weight = packed[k * simd::filters_per_tile];
          const std::vector<double> n = lagrange(finite ? k : -1);
          for (std::size_t j = 0; j < n.size(); ++j) x[j] += z * weight * n[j];
        }
        for (Index j = 0; j < toom_cook_points; ++j)
          EXPECT_NEAR(x[j], j == i + r, 2e-6) << "height " << m << ", rows " << i << ", " << r << ", " << j;
      }
    }
  }
}

TEST(ToomCook, StoredCoefficientsAreThoseOfThePoints) {
  const std::vector<double> zero = lagrange(0);
  EXPECT_EQ(zero, (std::vector<double>{-1, 0, simd::middle_coefficient, 0, -simd::middle_coefficient, 0, 1}));
  for (Index i = 0; i < 3; ++i) {
    const simd::PointPair& pair = simd::point_pairs[i];
    for (Index sign : {0, 1}) {
      const double p = sign ? -pair.p : pair.p;
      EXPECT_EQ(lagrange(1 + 2 * i + sign),
                (std::vector<double>{0, p * pair.product, pair.product, -p * pair.sum, -pair.sum, p, 1}));
    }
  }
}

/// unpack_band_gradient is the transpose of evaluating filters: <W w, g> = <w, W^T g>.
TEST(ToomCook, GradientsGoBackTheWayFiltersCame) {
  for (Index height : {3, 4, 5, 6, 7, 8}) {
    const simd::LaneConvolution shape = column(4, 2, height, 3), plane = simd::plane_shape(shape);
    Random random(5);
    const Tensor w = normal_tensor(random, {4, 2, height, 3});
    std::vector<float> packed(simd::band_packed_size(shape));
    simd::pack_band_filters(shape, w.data(), packed.data());
    std::vector<double> g(simd::band_gradient_size(shape));
    for (double& x : g) x = random.normal();
    TensorD back({4, 2, height, 3});
    simd::unpack_band_gradient(shape, g.data(), back.data());
    double planes = 0, filters = 0;
    const Index taps = plane.channels * plane.kernel[0] * plane.kernel[1];
    for (Index i = 0; i < static_cast<Index>(g.size()); ++i) {
      const Index k = i / (4 * taps), f = i / taps % 4, tap = i % taps;
      planes += g[i] * packed[(k * taps + tap) * 4 + f];
    }
    for (Index i = 0; i < w.count(); ++i) filters += back[i] * w[i];
    EXPECT_NEAR(planes, filters, 1e-5 * std::abs(filters) + 1e-5);
  }
}

/// The largest of the entries above and below, of a band of rows, for every entry of x [N,F,h,w].
TensorD largest_nearby(const TensorD& x) {
  TensorD result(x.shape());
  const Index h = x.extent(2), w = x.extent(3);
  for (Index i = 0; i < x.count(); ++i) {
    const Index row = i / w % h;
    for (Index d = -4; d <= 4; ++d)
      if (row + d >= 0 && row + d < h) result[i] = std::max(result[i], x[i + d * w]);
  }
  return result;
}

/// An entry may be off by roundings of the products that its band of rows is made of.
TEST(ToomCook, EveryEntryIsWithinRoundingOfTheDefinition) {
  const double roundings = 16 * std::numeric_limits<float>::epsilon();
  for (InstructionSet set : supported_instruction_sets()) {
    const ScopedInstructionSet forced(set);
    for (Index m : {4, 5, 6, 7, 8})
      for (Index h : {2, 6, 7, 11}) {
        SCOPED_TRACE(concat(name(set), ", codes of ", h, " x ", h, ", kernel ", m));
        const Index side = h + m - 3;
        Random random(9);
        const ConvolutionWindow window{{1, 1}, {1, 1}, {0, 0}};
        const Tensor y = normal_tensor(random, {5, 3, side, side}), w = normal_tensor(random, {6, 3, m, m});
        Tape tape;
        const Variable bank = tape.leaf(w), threshold = tape.leaf(Tensor({1, 6, 1, 1}));
        const Variable u = fused_pooled_codes(tape.constant(y), {{bank, threshold, std::nullopt}}, 1, window, h).output;
        const Tensor upstream = normal_tensor(random, {5, 6, h, h});
        tape.backward(u, upstream);
        TensorD code({5, 6, h, h}), size(code.shape()), gradient({6, 3, m, m}), gradient_size(gradient.shape());
        reference::for_each_product(y.shape(), code.shape(), w.shape(), window, [&](Index a, Index b, Index c) {
          code[b] += static_cast<double>(y[a]) * w[c];
          size[b] += std::abs(static_cast<double>(y[a]) * w[c]);
          const double product = u.value()[b] > 0 ? static_cast<double>(y[a]) * upstream[b] : 0;
          gradient[c] += product;
          gradient_size[c] += std::abs(product);
        });
        size = largest_nearby(size);
        gradient_size = largest_nearby(gradient_size);
        for (Index i = 0; i < code.count(); ++i)
          ASSERT_NEAR(u.value()[i], std::max(0.0, code[i]), roundings * size[i]) << "code, entry " << i;
        for (Index i = 0; i < gradient.count(); ++i)
          ASSERT_NEAR(bank.gradient()[i], gradient[i], roundings * gradient_size[i]) << "gradient, entry " << i;
      }
  }
}

}  // namespace
}  // namespace lgn
