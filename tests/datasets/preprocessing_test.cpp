// Standardising and whitening: against the definition in double, degenerate data, the file, the cache.
#include "datasets/preprocessing.h"

#include <cmath>
#include <filesystem>

#include "datasets/mnist1d.h"
#include "datasets/whitening_cache.h"
#include "tensor/io/file.h"
#include "tensor/io/safetensors.h"
#include "tensor/threads.h"
#include "tests/datasets/dataset_files.h"
#include "tests/support.h"

namespace lgn {
namespace {

using test::contains;
using test::expect_error;
using test::refusal;
using test::same_bits;

class PreprocessingTest : public ::testing::Test {
 protected:
  test::TemporaryFolder folder_;
  ScopedVariable cache_{"LGN_CACHE", folder_.path("cache")};
};
using Standardising = PreprocessingTest;
using Zca = PreprocessingTest;
using PreprocessingFile = PreprocessingTest;
using Cache = PreprocessingTest;

/// Images whose neighbouring pixels are correlated, as float32.
Images smooth_images(Index count, Index channels, Index size, std::uint64_t seed = 1) {
  Random random(seed);
  Tensor images = normal_tensor(random, {count, channels, size, size});
  for (Index i = 1; i < images.count(); ++i) images[i] = 0.5f * images[i] + 0.5f * images[i - 1] + 0.1f;
  return {images, {}};
}

/// Covariance of rows of `numbers` [N, ...] by the definition.
TensorD plain_covariance(const Tensor& numbers) {
  const Index N = numbers.extent(0), D = numbers.count() / N;
  std::vector<double> mean(D);
  for (Index i = 0; i < numbers.count(); ++i) mean[i % D] += static_cast<double>(numbers[i]) / N;
  TensorD result({D, D});
  for (Index j = 0; j < D; ++j)
    for (Index k = 0; k < D; ++k)
      for (Index i = 0; i < N; ++i)
        result(j, k) += (numbers[i * D + j] - mean[j]) * (numbers[i * D + k] - mean[k]) / (N - 1);
  return result;
}

TensorD unit_matrix(Index n) {
  TensorD result({n, n});
  for (Index i = 0; i < n; ++i) result(i, i) = 1;
  return result;
}

TEST_F(Standardising, UsesMeanAndDeviationOfEachChannel) {
  // Channel 0: 0, 51, 102, 255 (divided by 255: 0, .2, .4, 1); channel 1: 255, 255, 0, 0.
  const Images train{Bytes::from({2, 2, 1, 2}, {0, 51, 255, 255, 102, 255, 0, 0}), {}};
  const Preprocessing p = fit_preprocessing(train, Normalization::standard);
  EXPECT_FLOAT_EQ(p.mean[0], 0.4f);
  EXPECT_FLOAT_EQ(p.mean[1], 0.5f);
  EXPECT_FLOAT_EQ(p.deviation[0], static_cast<float>(std::sqrt((0.16 + 0.04 + 0 + 0.36) / 3)));
  EXPECT_FLOAT_EQ(p.deviation[1], static_cast<float>(std::sqrt(1.0 / 3)));
  EXPECT_TRUE(p.notes.empty());
  EXPECT_FALSE(p.whitens());
  const Tensor test = p.apply({Bytes::from({1, 2, 1, 2}, {255, 0, 0, 255}), {}});
  EXPECT_FLOAT_EQ(test[0], (1 - p.mean[0]) / p.deviation[0]);
  EXPECT_FLOAT_EQ(test[2], -p.mean[1] / p.deviation[1]);
}

TEST_F(Standardising, AgreesWithTheDefinitionOnAwkwardSizes) {
  const Images train = smooth_images(131, 3, 5);
  const Preprocessing p = fit_preprocessing(train, Normalization::standard);
  const Tensor result = p.apply(train);
  for (Index c = 0; c < 3; ++c) {
    double sum = 0, squares = 0;
    for (Index i = 0; i < 131; ++i)
      for (Index j = 0; j < 25; ++j) {
        const double x = result[(i * 3 + c) * 25 + j];
        sum += x;
        squares += x * x;
      }
    EXPECT_NEAR(sum, 0, 1e-3);
    EXPECT_NEAR(squares / (131 * 25 - 1), 1, 1e-6);
  }
}

TEST_F(Standardising, LeavesAConstantChannelAtZero) {
  const Images train{Bytes::from({2, 2, 1, 2}, {0, 51, 77, 77, 102, 255, 77, 77}), {}};
  const Preprocessing p = fit_preprocessing(train, Normalization::standard);
  EXPECT_EQ(p.deviation[1], 1.0f);
  ASSERT_EQ(p.notes.size(), 1u);
  EXPECT_TRUE(contains(p.notes[0], "channel 1 is constant"));
  const Tensor result = p.apply(train);
  for (Index i : {2, 3, 6, 7}) EXPECT_EQ(result[i], 0.0f);
  const Images one_pixel{Bytes::from({1, 1, 1, 1}, {9}), {}};
  EXPECT_EQ(fit_preprocessing(one_pixel, Normalization::standard).apply(one_pixel)[0], 0.0f);
}

TEST_F(Standardising, NoneStillScalesBytes) {
  const Images bytes = noise_images({3, 2, 2, 2}), floats = smooth_images(3, 2, 2);
  const Tensor scaled = fit_preprocessing(bytes, Normalization::none).apply(bytes);
  for (Index i = 0; i < scaled.count(); ++i)
    EXPECT_EQ(scaled[i], static_cast<float>(std::get<Bytes>(bytes.pixels)[i]) / 255.0f);
  EXPECT_TRUE(same_bits(fit_preprocessing(floats, Normalization::none).apply(floats), std::get<Tensor>(floats.pixels)));
}

TEST_F(Zca, MakesTheTrainingCovarianceTheUnitMatrix) {
  for (const Index count : {60, 1500}) {  // within one block, and more
    const Images train = smooth_images(count, 2, 4);
    const Preprocessing p = fit_preprocessing(train, Normalization::whiten);
    EXPECT_TRUE(p.notes.empty());
    EXPECT_LT(test::largest_difference(plain_covariance(p.apply(train)), unit_matrix(32)), 2e-4) << count;
  }
}

TEST_F(Zca, IsTheSymmetricInverseRootOfTheCovarianceWithEps) {
  const double eps = 0.3;
  const Images train = smooth_images(50, 1, 3);
  const Preprocessing p = fit_preprocessing(train, Normalization::whiten, eps);
  const Tensor standardised = fit_preprocessing(train, Normalization::standard).apply(train);
  TensorD with_eps = plain_covariance(standardised);
  for (Index i = 0; i < 9; ++i) with_eps(i, i) += eps;
  TensorD product({9, 9});  // zca (covariance + eps) zca
  for (Index i = 0; i < 9; ++i)
    for (Index j = 0; j < 9; ++j) {
      EXPECT_NEAR(p.zca(i, j), p.zca(j, i), 1e-6);
      for (Index k = 0; k < 9; ++k)
        for (Index l = 0; l < 9; ++l) product(i, j) += static_cast<double>(p.zca(i, k)) * with_eps(k, l) * p.zca(l, j);
    }
  EXPECT_LT(test::largest_difference(product, unit_matrix(9)), 1e-5);
  // And an image is (standardised - zca_mean) zca.
  const Tensor result = p.apply(train);
  for (Index j = 0; j < 9; ++j) {
    double expected = 0;
    for (Index k = 0; k < 9; ++k) expected += (standardised[7 * 9 + k] - p.zca_mean[k]) * p.zca(k, j);
    EXPECT_NEAR(result[7 * 9 + j], expected, 1e-5);
  }
}

TEST_F(Zca, ConstantPixelsStayZeroInTrainingAndAreBlownUpInTheTestSet) {
  Images train = noise_images({200, 1, 3, 3});
  for (Index i = 0; i < 200; ++i) std::get<Bytes>(train.pixels)[i * 9] = 0;
  const Preprocessing p = fit_preprocessing(train, Normalization::whiten);
  ASSERT_EQ(p.notes.size(), 1u);
  EXPECT_TRUE(contains(p.notes[0], "in 1 of 9 directions the training images do not vary"));
  EXPECT_TRUE(contains(p.notes[0], "10000"));
  const Tensor result = p.apply(train);
  for (Index i = 0; i < 200; ++i) EXPECT_EQ(result[i * 9], 0.0f);
  Images test = first_images(train, 1);
  test.pixels = std::get<Bytes>(test.pixels).clone();
  std::get<Bytes>(test.pixels)[0] = 255;
  EXPECT_NEAR(p.apply(test)[0], 1e4 / p.deviation[0], 1);
  EXPECT_NEAR(fit_preprocessing(train, Normalization::whiten, 1).apply(test)[0], 1 / p.deviation[0], 1e-4);
}

TEST_F(Zca, FewerImagesThanPixels) {
  const Images train = smooth_images(5, 1, 4);
  const Preprocessing p = fit_preprocessing(train, Normalization::whiten);
  ASSERT_EQ(p.notes.size(), 1u);
  EXPECT_TRUE(contains(p.notes[0], "in 12 of 16 directions"));
  EXPECT_TRUE(contains(p.notes[0], "--normalization standard, or more than 16 training images"));
  // On the four directions that vary, the covariance is that of a projector: its trace is 4.
  const TensorD covariance = plain_covariance(p.apply(train));
  double trace = 0;
  for (Index i = 0; i < 16; ++i) trace += covariance(i, i);
  EXPECT_NEAR(trace, 4, 1e-2);
}

TEST_F(Zca, ASingleImageBecomesZero) {
  const Images train = smooth_images(1, 1, 4);
  for (const float x : fit_preprocessing(train, Normalization::whiten).apply(train)) EXPECT_EQ(x, 0.0f);
}

TEST_F(Zca, EpsZeroNeedsFullRank) {
  const Images full = smooth_images(60, 1, 3), deficient = smooth_images(5, 1, 3);
  EXPECT_LT(test::largest_difference(plain_covariance(fit_preprocessing(full, Normalization::whiten, 0).apply(full)),
                                     unit_matrix(9)),
            1e-4);
  expect_error([&] { fit_preprocessing(deficient, Normalization::whiten, 0); }, "give a positive --zca-eps");
  for (const double eps : {-1e-8, std::nan(""), HUGE_VAL})
    expect_error([&] { fit_preprocessing(full, Normalization::whiten, eps); }, "the whitening's eps is");
}

TEST_F(Zca, AnImageHasTheSameBitsInAnyCompanyAndWithAnyNumberOfThreads) {
  const Images many = noise_images({1100, 1, 6, 6});
  Tensor together;
  for (const int threads : {1, 2, 3, 5}) {
    const test::ScopedThreads scoped(threads);
    ::setenv("LGN_CACHE", folder_.path(concat("cache", threads)).c_str(), 1);
    const Preprocessing p = fit_preprocessing(many, Normalization::whiten);
    const Tensor whitened = p.apply(many);
    if (threads == 1) together = whitened;
    EXPECT_TRUE(same_bits(whitened, together)) << threads;
    for (const Index i : {0, 1, 511, 1023, 1024, 1099}) {
      const Images alone{std::get<Bytes>(many.pixels).slice(i, 1).clone(), {}};
      EXPECT_TRUE(same_bits(p.apply(alone), together.slice(i, 1))) << threads << " " << i;
    }
  }
}

TEST_F(Zca, RefusesOtherImages) {
  const Preprocessing p = fit_preprocessing(smooth_images(20, 2, 3), Normalization::whiten);
  expect_error([&] { p.apply(smooth_images(2, 1, 3)); }, "fitted to images of 2 channels; these are [2, 1, 3, 3]");
  expect_error([&] { p.apply(smooth_images(2, 2, 4)); }, "fitted to images of 18 numbers; these have 32");
  expect_error([] { fit_preprocessing({}, Normalization::standard); }, "found [0]");
  expect_error(
      [] {
        fit_preprocessing(noise_images({2, 1, 129, 128}), Normalization::whiten);
      },
      "images of 16512 numbers are too large to whiten");
}

TEST_F(PreprocessingFile, GivesTheSameBitsAfterwards) {
  const Images train = noise_images({40, 3, 4, 4});
  for (const auto mode : {Normalization::whiten, Normalization::standard, Normalization::none}) {
    const Preprocessing p = fit_preprocessing(train, mode);
    save_preprocessing(folder_.path("p.safetensors"), p);
    const Preprocessing again = load_preprocessing(folder_.path("p.safetensors"));
    EXPECT_EQ(again.whitens(), mode == Normalization::whiten);
    EXPECT_TRUE(same_bits(again.apply(train), p.apply(train))) << name(mode);
    EXPECT_EQ(from_name<Normalization>(name(mode), "--normalization"), mode);
  }
  expect_error([] { from_name<Normalization>("zca", "--normalization"); }, "expected whiten, standard or none");
}

TEST_F(PreprocessingFile, SaysThatPixelsWereShuffled) {
  const Images train = noise_images({40, 2, 4, 4}), shuffled = with_shuffled_pixels(train);
  Preprocessing p = fit_preprocessing(shuffled, Normalization::whiten);
  p.shuffled = true;
  save_preprocessing(folder_.path("p.safetensors"), p);
  const Preprocessing again = load_preprocessing(folder_.path("p.safetensors"));
  EXPECT_TRUE(same_bits(again.apply_from_file(train), p.apply(shuffled)));
  EXPECT_FALSE(same_bits(again.apply_from_file(train), p.apply(train)));
}

TEST_F(PreprocessingFile, IsCheckedWhenItIsRead) {
  const Preprocessing good = fit_preprocessing(noise_images({40, 2, 2, 2}), Normalization::whiten);
  const auto of = [&](auto&& change) {
    Preprocessing bad = good;
    change(bad);
    save_preprocessing(folder_.path("p.safetensors"), bad);
    return refusal([&] { load_preprocessing(folder_.path("p.safetensors")); });
  };
  EXPECT_TRUE(
      contains(of([](Preprocessing& p) { p.deviation = Tensor({2}); }), "p.safetensors: it holds the deviation 0"));
  EXPECT_TRUE(contains(of([](Preprocessing& p) { p.deviation = Tensor::full({3}, 1); }),
                       "deviation has shape [3]; expected [2]"));
  EXPECT_TRUE(contains(of([](Preprocessing& p) { p.mean = Tensor::full({2}, NAN); }), "mean holds nan"));
  EXPECT_TRUE(contains(of([](Preprocessing& p) { p.zca = Tensor({8, 7}); }), "zca has shape [8, 7]; expected [8, 8]"));
  EXPECT_TRUE(contains(of([](Preprocessing& p) {
                         p.zca_mean = Tensor({7}), p.zca = Tensor({7, 7});
                       }),
                       "expected a multiple"));
  SafetensorsFile file;
  file.add("mean", good.mean);
  write_safetensors(folder_.path("p.safetensors"), file);
  expect_error([&] { load_preprocessing(folder_.path("p.safetensors")); }, "deviation");
}

/// Paths of the files in the cache.
std::vector<std::string> cached_files(const std::string& folder) {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) paths.push_back(entry.path());
  return paths;
}

TEST_F(Cache, KeepsAWhiteningForTheSameImagesAndSettings) {
  const Images train = noise_images({40, 1, 3, 3});
  const Preprocessing p = fit_preprocessing(train, Normalization::whiten);
  const auto files = cached_files(folder_.path("cache"));
  ASSERT_EQ(files.size(), 1u);
  // What is kept is used: a whitening that was planted under the key comes back.
  const std::string name = std::filesystem::path(files[0]).stem();
  Whitening planted{p.zca_mean, Tensor::full({9, 9}, 2), 3};
  keep_whitening(name.substr(name.find('-') + 1), planted);
  const Preprocessing again = fit_preprocessing(train, Normalization::whiten);
  EXPECT_EQ(again.zca[0], 2.0f);
  EXPECT_TRUE(contains(again.notes.at(0), "in 3 of 9"));
  fit_preprocessing(train, Normalization::whiten, 1e-7);
  fit_preprocessing(noise_images({40, 1, 3, 3}, 2), Normalization::whiten);
  EXPECT_EQ(cached_files(folder_.path("cache")).size(), 3u);
}

TEST_F(Cache, IgnoresAndRewritesADamagedFile) {
  const Images train = noise_images({40, 1, 3, 3});
  const Preprocessing p = fit_preprocessing(train, Normalization::whiten);
  const std::string path = cached_files(folder_.path("cache")).at(0), good = read_file(path);
  std::string flipped = good;
  flipped[flipped.size() - 100] ^= 1;
  for (const std::string& damaged : {std::string(), good.substr(0, good.size() - 1), flipped, noise(500)}) {
    write_file(path, damaged);
    EXPECT_TRUE(same_bits(fit_preprocessing(train, Normalization::whiten).zca, p.zca));
    EXPECT_EQ(read_file(path), good);
  }
}

TEST_F(Cache, AFolderThatCannotBeWrittenIsNoError) {
  write_file(folder_.path("file"), "");
  ::setenv("LGN_CACHE", folder_.path("file/cache").c_str(), 1);
  const Images train = noise_images({40, 1, 3, 3});
  EXPECT_TRUE(fit_preprocessing(train, Normalization::whiten).whitens());
}

TEST_F(Cache, IsWhereTheEnvironmentSays) {
  const ScopedVariable cache("XDG_CACHE_HOME", "/x"), home("HOME", "/home/me");
  EXPECT_EQ(cache_folder(), folder_.path("cache"));
  ::unsetenv("LGN_CACHE");
  EXPECT_EQ(cache_folder(), "/x/lgn");
  ::unsetenv("XDG_CACHE_HOME");
  EXPECT_EQ(cache_folder(), "/home/me/.cache/lgn");
  ::unsetenv("HOME");
  EXPECT_EQ(cache_folder(), "");
  EXPECT_FALSE(cached_whitening("key"));
}

}  // namespace
}  // namespace lgn
