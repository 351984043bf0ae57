// Augmentation: what moves where, and that it follows from seed, epoch and position alone.
#include "datasets/augmentation.h"

#include <algorithm>
#include <cmath>

#include "tensor/threads.h"
#include "tests/support.h"

namespace lgn {
namespace {

/// Images whose pixels are all different and never 0.
Tensor counting(Index images) {
  Tensor result({images, 2, 8, 8});
  for (Index i = 0; i < result.count(); ++i) result[i] = static_cast<float>(i % 128 + 1);
  return result;
}

TEST(Augmentation, FlipsMirrorHalfOfTheImagesWhole) {
  Tensor images = counting(200);
  const Tensor before = counting(200);
  augment(images, {true, false}, 7, 1, 0);
  Index flipped = 0;
  for (Index i = 0; i < 200; ++i) {
    const bool mirrored = images(i, 0, 0, 0) != before(i, 0, 0, 0);
    flipped += mirrored;
    for (Index c = 0; c < 2; ++c)
      for (Index y = 0; y < 8; ++y)
        for (Index x = 0; x < 8; ++x) ASSERT_EQ(images(i, c, y, x), before(i, c, y, mirrored ? 7 - x : x));
  }
  EXPECT_GT(flipped, 70);
  EXPECT_LT(flipped, 130);
}

TEST(Augmentation, ShiftsMoveAllChannelsAlikeAndFillWithZeros) {
  Tensor images = counting(100);
  const Tensor before = counting(100);
  augment(images, {false, true}, 7, 1, 0);
  std::vector<Index> seen;
  for (Index i = 0; i < 100; ++i) {
    Index matches = 0;
    for (Index down = -2; down <= 2; ++down)  // a quarter of 8 pixels
      for (Index right = -2; right <= 2; ++right) {
        bool same = true;
        for (Index c = 0; c < 2 && same; ++c)
          for (Index y = 0; y < 8 && same; ++y)
            for (Index x = 0; x < 8 && same; ++x) {
              const Index from_y = y - down, from_x = x - right;
              const bool inside = from_y >= 0 && from_y < 8 && from_x >= 0 && from_x < 8;
              same = images(i, c, y, x) == (inside ? before(i, c, from_y, from_x) : 0);
            }
        if (same) ++matches, seen.push_back(5 * down + right);
      }
    ASSERT_EQ(matches, 1) << i;
  }
  std::sort(seen.begin(), seen.end());
  EXPECT_GE(std::unique(seen.begin(), seen.end()) - seen.begin(), 20);  // of 25
}

/// A plane that rises along its columns: after a turn it rises along that direction, and no other.
TEST(Augmentation, TurnsAllChannelsAlikeByAnyAngle) {
  Tensor images({200, 2, 9, 9});
  for (Index i = 0; i < images.count(); ++i) images[i] = static_cast<float>(i % 9 + 100 * (i / 81 % 2));
  augment(images, {.turn = true}, 7, 1, 0);
  std::vector<Index> eighths(8);
  for (Index i = 0; i < 200; ++i) {
    const auto at = [&](Index c, Index y, Index x) { return static_cast<double>(images(i, c, y, x)); };
    const double across = (at(0, 4, 6) - at(0, 4, 2)) / 4, up = (at(0, 2, 4) - at(0, 6, 4)) / 4;
    EXPECT_NEAR(across * across + up * up, 1, 1e-5);
    EXPECT_NEAR(at(0, 4, 4), 4, 1e-5);
    EXPECT_NEAR(at(1, 3, 5), at(0, 3, 5) + 100, 1e-4);
    EXPECT_NEAR(at(0, 3, 5), 4 + across + up, 1e-5);
    ++eighths[static_cast<std::size_t>(4 * (std::atan2(up, across) / std::acos(-1.0) + 1)) % 8];
  }
  for (Index count : eighths) EXPECT_GT(count, 8);  // of 25 in the mean
}

TEST(Augmentation, FollowsFromSeedEpochAndPosition) {
  const auto changed = [](std::uint64_t seed, Index epoch, Index first, Index images) {
    Tensor all = counting(images);
    augment(all, {true, true, true}, seed, epoch, first);
    return std::vector<float>(all.begin(), all.end());
  };
  const std::vector<float> eight = changed(1, 1, 0, 8), later = changed(1, 1, 4, 4);
  EXPECT_TRUE(std::equal(later.begin(), later.end(), eight.begin() + 4 * 128));
  EXPECT_NE(eight, changed(2, 1, 0, 8));
  EXPECT_NE(eight, changed(1, 2, 0, 8));
  const test::ScopedThreads three(3);
  EXPECT_EQ(eight, changed(1, 1, 0, 8));
}

TEST(Augmentation, UnknownWordsAreRefused) {
  Tensor signals({2, 1, 1, 40});
  test::expect_error([&] { augment(signals, {.turn = true}, 1, 1, 0); }, {"--augment turn", "1 x 40"});
  EXPECT_TRUE(augmentation_from("flip,shift").shift);
  EXPECT_FALSE(augmentation_from("flip,shift").turn);
  EXPECT_TRUE(augmentation_from("turn").turn);
  EXPECT_FALSE(augmentation_from("").flip);
  test::expect_error([] { augmentation_from("rotate"); }, {"--augment", "rotate", "flip"});
}

}  // namespace
}  // namespace lgn
