// Data sets made from others: rotated, grey, limited; and the sums that tell them apart.
#include "datasets/derived.h"

#include <cmath>

#include "tensor/threads.h"
#include "tests/datasets/dataset_files.h"
#include "tests/support.h"

namespace lgn {
namespace {

using test::expect_error;

std::vector<std::uint8_t> rotate(const std::vector<std::uint8_t>& image, Index rows, Index columns, double degrees) {
  std::vector<std::uint8_t> out(image.size());
  rotate_bilinear(image.data(), out.data(), rows, columns, degrees);
  return out;
}

TEST(Rotation, QuarterTurnsAreExactAndCounterClockwise) {
  const std::vector<std::uint8_t> image = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  EXPECT_EQ(rotate(image, 3, 3, 0), image);
  EXPECT_EQ(rotate(image, 3, 3, 90), (std::vector<std::uint8_t>{3, 6, 9, 2, 5, 8, 1, 4, 7}));
  EXPECT_EQ(rotate(image, 3, 3, 180), (std::vector<std::uint8_t>{9, 8, 7, 6, 5, 4, 3, 2, 1}));
  EXPECT_EQ(rotate(image, 3, 3, 270), (std::vector<std::uint8_t>{7, 4, 1, 8, 5, 2, 9, 6, 3}));
  EXPECT_EQ(rotate(image, 3, 3, -90), rotate(image, 3, 3, 270));
  EXPECT_EQ(rotate({1, 2, 3, 4}, 2, 2, 90), (std::vector<std::uint8_t>{2, 4, 1, 3}));
}

TEST(Rotation, InterpolatesAndIsBlackOutside) {
  // At 45 degrees the corner pixels of 3 x 3 come from sqrt(2) away from the centre: only partly inside.
  const std::vector<std::uint8_t> white(9, 200);
  const std::vector<std::uint8_t> turned = rotate(white, 3, 3, 45);
  const double outside = std::sqrt(2.0) - 1;  // of the top and right neighbours' weight
  EXPECT_EQ(turned[4], 200);
  EXPECT_EQ(turned[0], std::floor(200 * (1 - outside) + 0.5));
  EXPECT_EQ(turned[1], 200);
}

TEST(Rotation, AgreesWithTheLibrarysSineAndCosine) {
  const Index rows = 9, columns = 7;
  const std::string pixels = noise(63);
  const std::vector<std::uint8_t> image(pixels.begin(), pixels.end());
  const auto value = [&](Index r, Index c) -> double {
    return r < 0 || r >= rows || c < 0 || c >= columns ? 0 : image[r * columns + c];
  };
  for (const double degrees : {13.0, 44.9, 45.1, 100.0, 200.5, 299.0, 359.9}) {
    const auto turned = rotate(image, rows, columns, degrees);
    const double angle = degrees * std::acos(-1.0) / 180;
    for (Index r = 0; r < rows; ++r) {
      for (Index c = 0; c < columns; ++c) {
        const double x = c - 3.0, y = 4.0 - r;
        const double from_x = std::cos(angle) * x + std::sin(angle) * y,
                     from_y = std::cos(angle) * y - std::sin(angle) * x;
        double expected = 0;
        for (Index i = 0; i < rows; ++i)
          for (Index j = 0; j < columns; ++j)
            expected += value(i, j) * std::max(0.0, 1 - std::abs(j - 3.0 - from_x)) *
                        std::max(0.0, 1 - std::abs(4.0 - i - from_y));
        ASSERT_NEAR(turned[r * columns + c], expected, 0.5001) << degrees << " " << r << " " << c;
      }
    }
  }
}

/// Images that are recognised after any rotation: each is a disc of a brightness of its own, labels likewise.
Dataset discs(Index train, Index test) {
  const auto part = [](Index first, Index count) {
    Bytes bytes({count, 1, 5, 5});
    Images images;
    for (Index i = 0; i < count; ++i) {
      bytes(i, 0, 2, 2) = static_cast<std::uint8_t>(first + i);
      images.labels.push_back(first + i);
    }
    images.pixels = bytes;
    return images;
  };
  Dataset dataset;
  dataset.name = "discs";
  dataset.classes = train + test;
  dataset.train = part(0, train);
  dataset.test = part(train, test);
  dataset.notes = {"a note"};
  return dataset;
}

TEST(Rotated, DrawsFromBothPartsWithoutReplacement) {
  const Dataset dataset = rotated(discs(70, 30), 20, 80);
  EXPECT_EQ(dataset.name, "rotated-discs");
  EXPECT_EQ(dataset.classes, 100);
  EXPECT_EQ(dataset.notes, std::vector<std::string>{"a note"});
  EXPECT_EQ(dataset.train.count(), 20);
  EXPECT_EQ(dataset.test.count(), 80);
  std::vector<int> seen(100);
  Index first_from_train = 0;
  for (const Images* part : {&dataset.train, &dataset.test}) {
    for (Index i = 0; i < part->count(); ++i) {
      const Index label = part->labels[i];
      EXPECT_EQ(std::get<Bytes>(part->pixels)(i, 0, 2, 2),
                label);  // the centre stays, the label goes with it
      ++seen[label];
      first_from_train += part == &dataset.train && label < 70;
    }
  }
  EXPECT_EQ(seen, std::vector<int>(100, 1));
  EXPECT_GT(first_from_train, 7);
  EXPECT_LT(first_from_train, 20);
}

TEST(Rotated, IsTheSameWithAnyNumberOfThreadsAndNeverChanges) {
  Dataset upright = discs(40, 10);
  upright.train.pixels = noise_images({40, 1, 7, 7}, 1).pixels;
  upright.test.pixels = noise_images({10, 1, 7, 7}, 2).pixels;
  std::vector<std::string> sums;
  for (int threads : {1, 3}) {
    const test::ScopedThreads scoped(threads);
    sums.push_back(fingerprint(rotated(upright, 30, 20).train));
  }
  EXPECT_EQ(sums[0], sums[1]);
  EXPECT_EQ(sums[0], "786935075b920ce1ae2466320f0a6ab676a55e4ce3f04649b2b4eb05cd40877f");
}

TEST(Rotated, NeedsEnoughImages) {
  expect_error([] { rotated(discs(40, 10), 31, 20); }, "needs 51 images; there are 50");
}

TEST(Gray, WeighsColours) {
  const Bytes bytes = Bytes::from({1, 3, 1, 2}, {255, 10, 0, 20, 0, 30});
  const Images grey = gray({bytes, {4}});
  EXPECT_EQ(grey.shape(), (Shape{1, 1, 1, 2}));
  EXPECT_EQ(grey.labels, std::vector<Index>{4});
  const Tensor& numbers = std::get<Tensor>(grey.pixels);
  EXPECT_FLOAT_EQ(numbers[0], 0.2989f);
  EXPECT_FLOAT_EQ(numbers[1], static_cast<float>((0.2989 * 10 + 0.587 * 20 + 0.114 * 30) / 255));
  const Images floats = gray({Tensor::from({1, 3, 1, 1}, {1, 2, 3}), {}});
  EXPECT_FLOAT_EQ(std::get<Tensor>(floats.pixels)[0], 0.2989f + 2 * 0.587f + 3 * 0.114f);
  expect_error([] { gray(noise_images({1, 1, 2, 2})); }, "[N, 3, H, W]; found [1, 1, 2, 2]");
}

TEST(Limits, TakeTheFirstImages) {
  Images images = noise_images({4, 1, 2, 2});
  images.labels = {3, 1, 2, 0};
  const Images two = first_images(images, 2);
  EXPECT_EQ(two.shape(), (Shape{2, 1, 2, 2}));
  EXPECT_EQ(two.labels, (std::vector<Index>{3, 1}));
  EXPECT_EQ(std::get<Bytes>(two.pixels)[7], std::get<Bytes>(images.pixels)[7]);
  EXPECT_EQ(first_images(images, 9).count(), 4);
  for (Index none : {0, -1}) expect_error([&] { first_images(images, none); }, "at least 1");
}

TEST(Fingerprint, ChangesWithEverythingThatMatters) {
  Images images = noise_images({40, 1, 200, 200});  // more than one piece of 1 MiB
  images.labels.assign(40, 1);
  std::vector<std::string> sums = {fingerprint(images)};
  EXPECT_EQ(sums[0], fingerprint(images));
  std::get<Bytes>(images.pixels)[1'599'999] ^= 1;
  sums.push_back(fingerprint(images));
  images.labels[39] = 2;
  sums.push_back(fingerprint(images));
  images.labels.clear();
  sums.push_back(fingerprint(images));
  images.pixels = std::get<Bytes>(images.pixels).reshape({40, 1, 100, 400});
  sums.push_back(fingerprint(images));
  for (std::size_t i = 0; i < sums.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(sums[i], sums[j]) << i << " " << j;
}

TEST(Fingerprint, OfADataSetKnowsItsPartsAndLimits) {
  const Dataset dataset = finished(discs(5, 3));
  EXPECT_EQ(dataset.fingerprint, finished(limited(discs(5, 3), {5, 9})).fingerprint);
  EXPECT_NE(dataset.fingerprint, finished(limited(discs(5, 3), {4, {}})).fingerprint);
  EXPECT_NE(dataset.fingerprint, finished(limited(discs(5, 3), {{}, 2})).fingerprint);
}

}  // namespace
}  // namespace lgn
