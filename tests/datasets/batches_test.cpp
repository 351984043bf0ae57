// Batches: every image once an epoch, in the order asked for.
#include "datasets/batches.h"

#include "tests/support.h"

namespace lgn {
namespace {

using test::contains;
using test::expect_error;
using test::refusal;

/// Image i is filled with the number i, and so is its label.
Tensor numbered_images(Index count) {
  Tensor images({count, 2, 3, 1});
  for (Index i = 0; i < images.count(); ++i) images[i] = static_cast<float>(i / 6);
  return images;
}

TEST(Batches, InFileOrderWithASmallerLastOne) {
  const Batches batches(numbered_images(7), {10, 11, 12, 13, 14, 15, 16}, 3, file_order(7));
  ASSERT_EQ(batches.count(), 3);
  EXPECT_EQ(batches[0].images.shape(), (Shape{3, 2, 3, 1}));
  EXPECT_EQ(batches[2].images.shape(), (Shape{1, 2, 3, 1}));
  EXPECT_EQ(batches[1].labels, (std::vector<Index>{13, 14, 15}));
  EXPECT_EQ(batches[1].images[6], 4.0f);
  EXPECT_EQ(batches[2].labels, std::vector<Index>{16});
}

TEST(Batches, ShuffledEpochsShowEveryImageOnce) {
  const Index count = 101;
  std::vector<Index> labels = file_order(count);
  Random random(5, Stream::shuffling);
  const Random::State start = random.state();
  const std::vector<Index> order = random.permutation(count);
  EXPECT_NE(order, labels);
  const Batches batches(numbered_images(count), labels, 40, order);
  std::vector<Index> seen;
  for (Index b = 0; b < batches.count(); ++b) {
    const Batch batch = batches[b];
    for (std::size_t i = 0; i < batch.labels.size(); ++i) {
      EXPECT_EQ(batch.images[static_cast<Index>(i) * 6 + 5], static_cast<float>(batch.labels[i]));
      seen.push_back(batch.labels[i]);
    }
  }
  EXPECT_EQ(seen, order);
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(seen, labels);
  EXPECT_NE(random.permutation(count), order);  // the next epoch differs
  random.set_state(start);
  EXPECT_EQ(random.permutation(count), order);  // and this one can be had again
}

TEST(Batches, OfOneAndOfMoreThanThereIs) {
  EXPECT_EQ(Batches(numbered_images(3), {}, 1, file_order(3)).count(), 3);
  const Batches all(numbered_images(3), {}, 1000, file_order(3));
  EXPECT_EQ(all.count(), 1);
  EXPECT_EQ(all[0].images.extent(0), 3);
  EXPECT_TRUE(all[0].labels.empty());
}

TEST(Batches, RefuseWhatDoesNotFit) {
  const auto make = [](Index count, std::vector<Index> labels, Index size, std::vector<Index> order) {
    return refusal([&] { Batches(numbered_images(count), labels, size, order); });
  };
  EXPECT_TRUE(contains(make(0, {}, 1, {}), "found [0, 2, 3, 1]"));
  EXPECT_TRUE(contains(make(2, {0}, 1, file_order(2)), "2 images and 1 labels"));
  EXPECT_TRUE(contains(make(2, {}, 0, file_order(2)), "batch size is 0"));
  EXPECT_TRUE(contains(make(2, {}, 1, {0, 2}), "image 2 was asked for; there are 2"));
  const Batches batches(numbered_images(4), {}, 2, file_order(4));
  expect_error([&] { batches[2]; }, "batch 2 was asked for; there are 2");
}

}  // namespace
}  // namespace lgn
