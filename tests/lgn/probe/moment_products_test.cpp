#include "lgn/probe/moment_products.h"

#include <cmath>
#include <numbers>

#include "tensor/linalg/matmul.h"
#include "tensor/random.h"
#include "tests/support.h"

namespace lgn {
namespace {

/// 1, y and Q(y), as the header defines them.
std::vector<double> features(const double* z, Index d) {
  double square = 0;
  for (Index i = 0; i < d; ++i) square += z[i] * z[i];
  std::vector<double> result = {1};
  const auto y = [&](Index i) { return z[i] * std::sqrt(2. * d / (d + square)); };
  for (Index i = 0; i < d; ++i) result.push_back(y(i));
  for (Index i = 0; i < d; ++i)
    for (Index j = i; j < d; ++j) result.push_back(y(i) * y(j) * (i == j ? 1 : std::numbers::sqrt2));
  return result;
}

// Dimensions around the blocks of six pairs; more rows than are multiplied at once, not all of them listed.
TEST(MomentProducts, AreTheInnerProductsOfTheFeatures) {
  Random random(3);
  for (Index d : {1, 2, 5, 6, 11, 13}) {
    TensorD vectors({600, d});
    for (double& x : vectors) x = random.normal() + .5;
    std::vector<Index> rows;
    for (Index i = 0; i < 600; i += 1 + i % 3 % 2) rows.push_back(i);
    const TensorD products = products_of_features(vectors, rows);
    const Index width = 1 + d + d * (d + 1) / 2;
    ASSERT_EQ(products.shape(), (Shape{width, width}));
    TensorD expected({width, width});
    for (const Index row : rows) {
      const std::vector<double> x = features(vectors.data() + row * d, d);
      for (Index a = 0; a < width; ++a)
        for (Index b = a; b < width; ++b) expected(a, b) += x[a] * x[b];
    }
    for (Index i = 0; i < products.count(); ++i) ASSERT_NEAR(products[i], expected[i], 1e-11 * 600) << d << " " << i;
  }
}

// As wide as a block, narrower, wider: against E_k T E_k^T as it is written.
TEST(MomentProducts, BetweenRowsTakesTheUpperTriangleOnly) {
  Random random(4);
  for (Index D : {1, 95, 96, 97, 210}) {
    TensorD stack({3, 5, D}), T({D, D});
    for (double& x : stack) x = random.normal();
    for (Index a = 0; a < D; ++a)
      for (Index b = a; b < D; ++b) T(a, b) = T(b, a) = random.normal();
    TensorD upper = T.clone();
    for (Index a = 0; a < D; ++a)
      for (Index b = 0; b < a / 96 * 96; ++b) upper(a, b) = std::nan("");  // is not looked at
    const std::vector<TensorD> found = between_rows(stack, upper);
    ASSERT_EQ(found.size(), 3u);
    for (Index k = 0; k < 3; ++k) {
      const TensorD E = stack.slice(k, 1).reshape({5, D}), expected = times_transposed(matmul(E, T), E);
      for (Index i = 0; i < 25; ++i) ASSERT_NEAR(found[k][i], expected[i], 1e-11 * D) << D << " " << k << " " << i;
    }
  }
}

TEST(MomentProducts, OfNoRowsAreZero) {
  const TensorD products = products_of_features(TensorD({3, 2}), {});
  for (const double x : products) EXPECT_EQ(x, 0);
}

}  // namespace
}  // namespace lgn
