#include "datasets/preprocessing.h"

#include <algorithm>
#include <cmath>

#include "datasets/mnist1d.h"
#include "datasets/whitening_cache.h"
#include "tensor/io/sha256.h"
#include "tensor/memory_limit.h"
#include "tensor/simd/dispatch.h"

namespace lgn {
namespace {

/// Images first .. first + count - 1, scaled and standardised.
void standardised_images(const Preprocessing& preprocessing, const Images& images, Index first, Index count,
                         float* out) {
  const Index size = images.image_size(), channels = preprocessing.mean.count(), plane = size / channels;
  parallel_for(count, [&](Index i) {
    float* image = out + i * size;
    scaled_image(images, first + i, image);
    for (Index c = 0; c < channels; ++c) {
      const double mean = preprocessing.mean[c], deviation = preprocessing.deviation[c];
      for (Index j = c * plane; j < (c + 1) * plane; ++j) image[j] = static_cast<float>((image[j] - mean) / deviation);
    }
  });
}

void fit_standardisation(Preprocessing& preprocessing) {
  const PixelStatistics& seen = preprocessing.seen;
  preprocessing.mean = seen.mean.clone();
  for (Index c = 0; c < seen.mean.count(); ++c) {
    // Exactly 0 for a constant channel: sums of one float32, up to 2^29 times, are exact in double.
    if (seen.deviation[c] > 0) {
      preprocessing.deviation[c] = seen.deviation[c];
    } else {
      preprocessing.notes.push_back(
          concat("channel ", c, " is constant in the training images: it is left at 0 (deviation taken as 1)"));
    }
  }
}

/// Stands for everything the whitening depends on; instruction sets differ in the last bits.
std::string cache_key(const Images& train, double eps) {
  Sha256 key;
  key.update("whitening 1\n" + fingerprint(train) + name(instruction_set()));
  key.update({reinterpret_cast<const char*>(&eps), sizeof eps});
  return key.hex();
}

void fit_zca(const Images& train, double eps, Preprocessing& preprocessing) {
  const std::string key = cache_key(train, eps);
  std::optional<Whitening> whitening = cached_whitening(key);
  const Index D = train.image_size();
  if (!whitening || whitening->mean.count() != D) {
    const auto rows = [&](Index first, Index count, float* out) {
      standardised_images(preprocessing, train, first, count, out);
    };
    const auto available = static_cast<double>(available_memory());
    require(whitening_memory(D) <= available, "whitening images of ", D, " numbers takes about ",
            bytes_text(whitening_memory(D)), " of memory; this process may use ", bytes_text(available),
            " more; use --normalization standard");
    whitening = fit_whitening(train.count(), D, rows, eps);
    keep_whitening(key, *whitening);
  }
  preprocessing.zca_mean = whitening->mean;
  preprocessing.zca = whitening->zca;
  if (whitening->degenerate > 0)
    preprocessing.notes.push_back(concat(
        "in ", whitening->degenerate, " of ", D, " directions the training images do not vary; ",
        "whatever another image has there, whitening multiplies by ", 1 / std::sqrt(eps),
        train.count() <= D
            ? concat("; if the test accuracy is poor: --normalization standard, or more than ", D, " training images")
            : ""));
}

/// A tensor of the file, of finite numbers.
Tensor finite_tensor(const SafetensorsFile& file, const std::string& name) {
  const Tensor tensor = file.float_tensor(name);
  for (const float x : tensor)
    require(std::isfinite(x), file.path, ": ", name, " holds ", x, "; expected finite numbers");
  return tensor;
}

}  // namespace

Tensor Preprocessing::apply(const Images& images) const {
  const Shape& shape = images.shape();
  require(shape.size() == 4 && shape[1] == mean.count(), "the preprocessing was fitted to images of ", mean.count(),
          " channels; these are ", shape, " ([N, C, H, W])");
  require(!whitens() || images.image_size() == zca_mean.count(), "the whitening was fitted to images of ",
          zca_mean.count(), " numbers; these have ", images.image_size(), " (", shape, ")");
  Tensor result = Tensor::uninitialized(shape);
  standardised_images(*this, images, 0, images.count(), result.data());
  if (whitens()) whiten(zca_mean, zca, result.data(), images.count());
  return result;
}

Tensor Preprocessing::apply_from_file(const Images& images) const {
  return apply(shuffled ? with_shuffled_pixels(images) : images);
}

Preprocessing fit_preprocessing(const Images& train, Normalization normalization, double zca_eps) {
  require(train.shape().size() == 4 && element_count(train.shape()) > 0,
          "preprocessing is fitted to training images [N, C, H, W]; found ", train.shape());
  const Index channels = train.shape()[1];
  Preprocessing preprocessing;
  preprocessing.mean = Tensor({channels});
  preprocessing.deviation = Tensor::full({channels}, 1);
  preprocessing.seen = pixel_statistics(train);
  if (normalization != Normalization::none) fit_standardisation(preprocessing);
  if (normalization == Normalization::whiten) fit_zca(train, zca_eps, preprocessing);
  return preprocessing;
}

void save_preprocessing(const std::string& path, const Preprocessing& preprocessing) {
  SafetensorsFile file;
  file.add("mean", preprocessing.mean);
  file.add("deviation", preprocessing.deviation);
  if (preprocessing.whitens()) {
    file.add("zca_mean", preprocessing.zca_mean);
    file.add("zca", preprocessing.zca);
  }
  if (const PixelStatistics& seen = preprocessing.seen; seen.known()) {
    file.add("pixel_mean", seen.mean);
    file.add("pixel_deviation", seen.deviation);
    file.add("pixel_range", Tensor::from({2}, {seen.lowest, seen.highest}));
  }
  if (preprocessing.shuffled) file.metadata["pixels"] = "shuffled";
  write_safetensors(path, file);
}

Preprocessing load_preprocessing(const std::string& path) {
  return to_preprocessing(read_safetensors(path));
}

Preprocessing to_preprocessing(const SafetensorsFile& file) {
  const std::string& path = file.path;
  Preprocessing preprocessing;
  require(file.contains("mean"), path,
          ": it has no tensor mean; expected a run's preprocessing.safetensors, which lies beside its model");
  preprocessing.mean = finite_tensor(file, "mean");
  preprocessing.deviation = finite_tensor(file, "deviation");
  const Index channels = preprocessing.mean.count();
  require(channels > 0, path, ": mean has no elements; expected one for each channel");
  require_shape(preprocessing.mean, {channels}, path + ": mean");
  require_shape(preprocessing.deviation, {channels}, path + ": deviation");
  for (const float d : preprocessing.deviation)
    require(d > 0, path, ": it holds the deviation ", d, "; expected positive numbers");
  if (file.contains("zca") || file.contains("zca_mean")) {
    preprocessing.zca_mean = finite_tensor(file, "zca_mean");
    preprocessing.zca = finite_tensor(file, "zca");
    const Index D = preprocessing.zca_mean.count();
    require_shape(preprocessing.zca_mean, {D}, path + ": zca_mean");
    require_shape(preprocessing.zca, {D, D}, path + ": zca");
    require(D > 0 && D % channels == 0, path, ": zca_mean has ", D, " elements; expected a multiple of the ", channels,
            " channels of mean");
  }
  if (file.contains("pixel_mean")) {
    preprocessing.seen.mean = finite_tensor(file, "pixel_mean");
    preprocessing.seen.deviation = finite_tensor(file, "pixel_deviation");
    const Tensor range = finite_tensor(file, "pixel_range");
    require_shape(preprocessing.seen.mean, {channels}, path + ": pixel_mean");
    require_shape(preprocessing.seen.deviation, {channels}, path + ": pixel_deviation");
    require_shape(range, {2}, path + ": pixel_range");
    preprocessing.seen.lowest = range[0];
    preprocessing.seen.highest = range[1];
  } else if (preprocessing.changes_images()) {  // a file of an older version
    preprocessing.seen.mean = preprocessing.mean;
    preprocessing.seen.deviation = preprocessing.deviation;
  }
  const auto pixels = file.metadata.find("pixels");
  preprocessing.shuffled = pixels != file.metadata.end() && pixels->second == "shuffled";
  return preprocessing;
}

}  // namespace lgn
