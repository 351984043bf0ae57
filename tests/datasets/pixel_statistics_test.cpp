// Images that are not like those a network was trained on: what is noted, what is not, and that the line
// works.
#include "datasets/pixel_statistics.h"

#include <cmath>

#include "datasets/arrays.h"
#include "datasets/preprocessing.h"
#include "tensor/io/npy.h"
#include "tests/datasets/dataset_files.h"
#include "tests/remedies.h"
#include "tests/support.h"

namespace lgn {
namespace {

using test::contains;

/// Pictures of a kind: bytes about another mean in each channel, brighter and darker by the picture.
Images pictures(Index count, std::uint64_t seed, Index channels = 3) {
  Random random(seed);
  Bytes bytes = Bytes::uninitialized({count, channels, 8, 8});
  for (Index i = 0; i < count * channels; ++i) {
    const double mean = 60 + 40 * static_cast<double>(i % channels) + 10 * random.normal();
    for (Index p = 0; p < 64; ++p)
      bytes[i * 64 + p] = static_cast<std::uint8_t>(std::clamp(mean + 40 * random.normal(), 0.0, 255.0));
  }
  return {bytes, {}};
}

template <class Change>
Images changed(const Images& images, Change change) {
  const Bytes& bytes = std::get<Bytes>(images.pixels);
  Tensor pixels = Tensor::uninitialized(bytes.shape());
  for (Index i = 0; i < bytes.count(); ++i) pixels[i] = static_cast<float>(change(static_cast<double>(bytes[i])));
  return {pixels, {}};
}

Images in_order(const Images& images, const std::vector<Index>& order) {
  const Bytes& from = std::get<Bytes>(images.pixels);
  Bytes to = from.clone();
  for (Index i = 0; i < from.count() / 64; ++i) {
    const Index c = order[i % 3];
    std::copy_n(from.data() + (i / 3 * 3 + c) * 64, 64, to.data() + i * 64);
  }
  return {to, {}};
}

std::vector<std::string> notes(const Images& trained, const Images& found, const std::string& path = "x.npy") {
  return statistics_notes(pixel_statistics(trained), pixel_statistics(found), path);
}

TEST(PixelStatistics, AreMeanDeviationAndRange) {
  const PixelStatistics s = pixel_statistics({Tensor::from({2, 2, 1, 1}, {1, 10, 3, 10}), {}});
  EXPECT_EQ(s.mean[0], 2);
  EXPECT_EQ(s.mean[1], 10);
  EXPECT_FLOAT_EQ(s.deviation[0], std::sqrt(2.0f));
  EXPECT_EQ(s.deviation[1], 0);
  EXPECT_EQ(s.lowest, 1);
  EXPECT_EQ(s.highest, 10);
  EXPECT_FLOAT_EQ(static_cast<float>(s.mean_error * s.deviation[0]), 1 / std::sqrt(2.0f));
}

TEST(PixelStatistics, ImagesAlikeAreNotNoted) {
  const Images trained = pictures(300, 1);
  for (const Index count : {1, 2, 5, 10, 50, 300}) EXPECT_TRUE(notes(trained, pictures(count, 2)).empty()) << count;
  EXPECT_TRUE(notes(trained, changed(pictures(100, 2), [](double x) { return x / 255; })).empty());
  EXPECT_TRUE(notes(changed(trained, [](double x) { return x; }), changed(pictures(100, 2), [](double x) { return x; }))
                  .empty());
  EXPECT_TRUE(statistics_notes({}, pixel_statistics(trained), "x").empty());
}

TEST(PixelStatistics, ConstantChannelsAreNoMeasureOfAChange) {
  const auto blank = [](Images images, double factor) {  // channel 0 constant, channel 1 scaled
    images = changed(images, [](double x) { return x / 255; });
    Tensor& x = std::get<Tensor>(images.pixels);
    for (Index i = 0; i < x.count(); ++i) {
      if (i / 64 % 3 == 0) x[i] = 0;
      if (i / 64 % 3 == 1) x[i] *= static_cast<float>(factor);
    }
    return images;
  };
  for (const std::string& note : notes(blank(pictures(300, 1), 1), blank(pictures(200, 2), 50)))
    EXPECT_FALSE(contains(note, "nan")) << note;
}

TEST(PixelStatistics, WhatWasDoneToImagesIsNamed) {
  const Images trained = pictures(300, 1), images = pictures(200, 2);
  const PixelStatistics s = pixel_statistics(trained);
  const auto standardised = [&] {
    Images floats = changed(images, [](double x) { return x / 255; });
    Tensor& x = std::get<Tensor>(floats.pixels);
    for (Index i = 0; i < x.count(); ++i) x[i] = (x[i] - s.mean[i / 64 % 3]) / s.deviation[i / 64 % 3];
    return floats;
  }();
  struct Case {
    Images trained, found;
    const char* words;
  };
  const auto raw = [](double x) { return x; };
  const auto symmetric = [](double x) { return x / 127.5 - 1; };
  const std::vector<Case> cases = {
      {trained, changed(images, raw), "times 255"},
      {changed(trained, raw), images, "divided by 255"},
      {changed(trained, raw), changed(images, [](double x) { return x / 255; }), "divided by 255"},
      {trained, changed(images, [](double x) { return x * 257; }), "times 65535"},
      {trained, changed(images, [](double x) { return x / 65025; }), "divided by 255"},
      {trained, changed(images, symmetric), "from 0 .. 1 to -1 .. 1"},
      {changed(trained, symmetric), images, "from -1 .. 1 to 0 .. 1"},
      {trained, changed(images, [](double x) { return 1 - x / 255; }), "inverted"},
      {changed(trained, raw), changed(images, [](double x) { return 255 - x; }), "inverted"},
      {trained, standardised, "standardised already"},
      {trained, in_order(images, {2, 1, 0}), "in the order 2,1,0"},
      {trained, in_order(images, {1, 2, 0}), "in the order 1,2,0"}};
  const std::string python = test::python_with("numpy");
  test::TemporaryFolder folder;
  std::vector<std::string> mended;
  std::string lines;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const std::string path = folder.path(concat(i, ".npy"));
    const auto found = notes(cases[i].trained, cases[i].found, path);
    ASSERT_EQ(found.size(), 1u) << cases[i].words;
    EXPECT_TRUE(contains(found[0], cases[i].words));
    EXPECT_TRUE(contains(found[0], path));
    EXPECT_TRUE(contains(found[0], "those are from "));
    if (python.empty()) continue;
    const bool bytes = std::holds_alternative<Bytes>(cases[i].found.pixels);
    Tensor pixels = bytes ? changed(cases[i].found, raw).pixels.index()
                                ? std::get<Tensor>(changed(cases[i].found, raw).pixels)
                                : Tensor()
                          : std::get<Tensor>(cases[i].found.pixels);
    write_npy(path, pixels);
    const std::string line = test::remedy_after(found[0], "in Python: ");
    if (bytes) lines += "import numpy; p = '" + path + "'; numpy.save(p, numpy.load(p).astype('uint8'))\n";
    lines += line + "\n";
    mended.push_back(test::saved_by(line));
  }
  const auto result = test::run_python(python.empty() ? "true" : python, lines);
  ASSERT_EQ(result.status, 0) << result.output;
  for (std::size_t i = 0; i < mended.size(); ++i)
    EXPECT_TRUE(notes(cases[i].trained, read_image_array(mended[i])).empty()) << cases[i].words;
}

TEST(PixelStatistics, AnotherScaleIsNotedWhereNothingExplainsIt) {
  const auto found =
      notes(pictures(100, 1), changed(pictures(100, 2), [](double x) { return std::pow(x / 255, 8) + 5; }));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_TRUE(contains(found[0], "in another scale than the training images: those are from"));
}

TEST(PixelStatistics, TravelWithThePreprocessing) {
  test::TemporaryFolder folder;
  const Images trained = pictures(50, 1);
  for (const Normalization n : {Normalization::none, Normalization::standard, Normalization::whiten}) {
    save_preprocessing(folder.path("p"), fit_preprocessing(trained, n, 1e-3));
    const PixelStatistics seen = load_preprocessing(folder.path("p")).seen;
    EXPECT_EQ(statistics_notes(seen, pixel_statistics(changed(trained, [](double x) { return x; })), "x").size(), 1u);
    EXPECT_TRUE(statistics_notes(seen, pixel_statistics(trained), "x").empty());
  }
}

}  // namespace
}  // namespace lgn
