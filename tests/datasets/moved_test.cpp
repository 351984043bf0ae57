// Images moved at random: which pixels go where, how often, and that labels and other parts stay.
#include "datasets/moved.h"

#include <cmath>
#include <numeric>

#include "tensor/threads.h"
#include "tests/datasets/dataset_files.h"
#include "tests/support.h"

namespace lgn {
namespace {

/// `count` images of two channels, all alike: 1 2 / 3 4 and 5 6 / 7 8.
Dataset alike(Index count) {
  Bytes bytes = Bytes::uninitialized({count, 2, 2, 2});
  for (Index i = 0; i < bytes.count(); ++i) bytes[i] = static_cast<std::uint8_t>(i % 8 + 1);
  Dataset dataset;
  dataset.name = "alike";
  dataset.train = dataset.test = {bytes, std::vector<Index>(static_cast<std::size_t>(count), 1)};
  return finished(dataset);
}

/// How many images look like each of these.
std::vector<Index> counts(const Images& images, const std::vector<std::vector<std::uint8_t>>& looks) {
  std::vector<Index> seen(looks.size());
  const Bytes& bytes = std::get<Bytes>(images.pixels);
  for (Index i = 0; i < bytes.extent(0); ++i)
    for (std::size_t k = 0; k < looks.size(); ++k)
      seen[k] += std::equal(looks[k].begin(), looks[k].end(), bytes.data() + i * 8);
  return seen;
}

void expect_near_equal(const std::vector<Index>& seen, Index all) {
  const double expected = static_cast<double>(all) / static_cast<double>(seen.size());
  for (const Index count : seen) EXPECT_NEAR(static_cast<double>(count), expected, 4 * std::sqrt(expected));
  EXPECT_EQ(std::accumulate(seen.begin(), seen.end(), Index{0}), all);
}

TEST(Moved, TurnsAreCounterClockwiseAndAllChannelsMoveAlike) {
  const Dataset given = alike(1000), moved = with_moved_images(given, Moves::quarter_turns, Moves::none);
  expect_near_equal(
      counts(moved.train,
             {{1, 2, 3, 4, 5, 6, 7, 8}, {2, 4, 1, 3, 6, 8, 5, 7}, {4, 3, 2, 1, 8, 7, 6, 5}, {3, 1, 4, 2, 7, 5, 8, 6}}),
      1000);
  EXPECT_EQ(counts(moved.test, {{1, 2, 3, 4, 5, 6, 7, 8}}).front(), 1000);
  EXPECT_EQ(counts(given.train, {{1, 2, 3, 4, 5, 6, 7, 8}}).front(), 1000);  // what was given stays
  EXPECT_EQ(moved.train.labels, given.train.labels);
  EXPECT_NE(moved.fingerprint, given.fingerprint);
}

TEST(Moved, MirrorsHalfOfThemInOneOrder) {
  const Dataset moved = with_moved_images(alike(1000), Moves::mirror, Moves::mirror);
  expect_near_equal(counts(moved.train, {{1, 2, 3, 4, 5, 6, 7, 8}, {2, 1, 4, 3, 6, 5, 8, 7}}), 1000);
  EXPECT_NE(fingerprint(moved.train), fingerprint(moved.test));  // other elements
  const test::ScopedThreads three(3);
  EXPECT_EQ(with_moved_images(alike(1000), Moves::mirror, Moves::mirror).fingerprint, moved.fingerprint);
  const Dataset fewer = with_moved_images(alike(100), Moves::mirror, Moves::mirror);
  EXPECT_EQ(fingerprint(first_images(moved.train, 100)), fingerprint(fewer.train));
}

TEST(Moved, NothingIsDoneWhereNothingIsAskedForOrPossible) {
  EXPECT_EQ(with_moved_images(alike(5), Moves::none, Moves::none).fingerprint, alike(5).fingerprint);
  Dataset oblong = alike(5);
  oblong.train = noise_images({5, 1, 2, 3});
  test::expect_error([&] { with_moved_images(oblong, Moves::quarter_turns, Moves::none); }, {"square", "2 x 3"});
}

}  // namespace
}  // namespace lgn
