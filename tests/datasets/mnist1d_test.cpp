// MNIST-1D and shuffled pixels.
#include "datasets/mnist1d.h"

#include <algorithm>
#include <cmath>

#include "datasets/pixel_ring.h"
#include "tensor/io/npy.h"
#include "tensor/random.h"
#include "tests/support.h"

namespace lgn {
namespace {

TEST(Mnist1d, WrongShapesAndLabelsAreRefused) {
  const std::string none = npy_bytes(std::vector<Index>{1, 2});
  test::expect_error([&] { parse_mnist1d(none, "s.npy", none, "l.npy"); }, {"s.npy", "[2]", "[5000, 40]"});
}

TEST(ShuffledPixels, BothPartsAndAllChannelsGoIntoTheSameOrder) {
  Tensor train({2, 2, 3, 2}), test({1, 2, 3, 2});
  for (Index i = 0; i < train.count(); ++i) train[i] = static_cast<float>(i);
  for (Index i = 0; i < test.count(); ++i) test[i] = static_cast<float>(100 + i);
  Dataset dataset;
  dataset.name = "numbers";
  dataset.train = {train, {0, 1}};
  dataset.test = {test, {1}};
  const Dataset shuffled = with_shuffled_pixels(dataset);
  const std::vector<Index> order = pixel_order(3, 2);
  EXPECT_FALSE(std::is_sorted(order.begin(), order.end()));
  EXPECT_TRUE(std::is_permutation(order.begin(), order.end(), std::vector<Index>{0, 1, 2, 3, 4, 5}.begin()));
  const Tensor &a = std::get<Tensor>(shuffled.train.pixels), &b = std::get<Tensor>(shuffled.test.pixels);
  for (Index i = 0; i < a.count(); ++i) EXPECT_EQ(a[i], static_cast<float>(i / 6 * 6 + order[i % 6]));
  for (Index i = 0; i < b.count(); ++i) EXPECT_EQ(b[i], static_cast<float>(100 + i / 6 * 6 + order[i % 6]));
  EXPECT_EQ(shuffled.name, "numbers-shuffled");
  EXPECT_NE(shuffled.fingerprint, dataset.fingerprint);
  EXPECT_EQ(std::get<Tensor>(dataset.train.pixels)[1], 1);  // what was given stays
}

/// Bumps at random places of a ring, with noise; pixel p shows place order[p].
Tensor bumps(const std::vector<Index>& order, Random& random) {
  const Index d = static_cast<Index>(order.size());
  Tensor images({400, 1, 1, d});
  for (Index n = 0; n < 400; ++n) {
    const double place = random.uniform(0, static_cast<double>(d));
    for (Index p = 0; p < d; ++p) {
      const double away = std::abs(static_cast<double>(order[p]) - place);
      const double distance = std::min(away, static_cast<double>(d) - away);
      images[n * d + p] = static_cast<float>(std::exp(-distance * distance / 8) + 0.05 * random.normal());
    }
  }
  return images;
}

TEST(PixelRing, AHiddenOrderIsFound) {
  Random random(8);
  const std::vector<Index> order = pixel_order(1, 24);
  const std::vector<Index> ring = pixel_ring(bumps(order, random));
  for (std::size_t i = 0; i < 24; ++i) {
    const Index here = order[ring[i]];
    const Index next = order[ring[(i + 1) % 24]];
    EXPECT_TRUE((here + 1) % 24 == next || (next + 1) % 24 == here) << here << " " << next;
  }
  test::expect_error([&] { pixel_ring(normal_tensor(random, {5000, 1, 1, 20})); }, {"--normalization standard"});
  test::expect_error([] { pixel_ring(Tensor({5, 1, 2, 2})); }, {"same in all images"});
}

}  // namespace
}  // namespace lgn
