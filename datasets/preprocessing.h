// From pixels to what the networks see: scaled, standardised, whitened. Fitted on the training images,
// applied to both parts; a file written by one program serves another (`infer --preprocessing`).
//
//   scale        bytes / 255; floats stay as they are
//   standardise  (x - mean_c) / deviation_c for each channel c, over all training pixels, divisor N - 1
//   whiten       the standardised image as a row x of D = C H W numbers:  (x - zca_mean) zca,
//                zca = U diag(1 / sqrt(max(S, 0) + eps)) U^T  (ZCA: Bell and Sejnowski, 1997),
//                where U diag(S) U^T is the training images' covariance, divisor N - 1
//
// What is degenerate:
//   - A channel that is constant in training gets deviation 1 and so becomes 0 there.
//   - A direction without variance in training (constant pixels; more pixels than images) is multiplied by
//     1 / sqrt(eps), 10,000 with the published eps of 1e-8. Training images have nothing there, but a test
//     image may, and is blown up. That is the published method, kept as it is; a note says so, and a larger
//     --zca-eps tames it.
//   - A single training image has no covariance: S = 0, and it becomes 0 itself.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "datasets/pixel_statistics.h"
#include "tensor/io/safetensors.h"
#include "tensor/names.h"

namespace lgn {

enum class Normalization { whiten, standard, none };
template <>
inline constexpr auto names<Normalization> = std::array{"whiten", "standard", "none"};

struct Preprocessing {
  Tensor mean, deviation;  ///< [C]; 0 and 1 when nothing is standardised
  Tensor zca_mean;         ///< [D]; no elements unless whitening
  Tensor zca;              ///< [D, D], symmetric
  bool shuffled = false;   ///< the pixels were put into another order before (with_shuffled_pixels)
  PixelStatistics seen;    ///< what the training images were like
  /// What was degenerate in the training set, a sentence each.
  std::vector<std::string> notes;

  bool whitens() const { return zca.count() > 0; }
  /// Whether it does more than bring bytes to [0, 1].
  bool changes_images() const {
    return shuffled || whitens() || std::any_of(mean.begin(), mean.end(), [](float m) { return m != 0; }) ||
           std::any_of(deviation.begin(), deviation.end(), [](float d) { return d != 1; });
  }

  /// [N, C, H, W] -> the same shape. The same image gives the same bits in whatever company, from bytes or
  /// from a file of bytes, in training and in `infer`. Throws Error when channels or size do not fit.
  Tensor apply(const Images& images) const;
  /// The same of images whose pixels are in their own order: into that of the training images first.
  Tensor apply_from_file(const Images& images) const;
};

/// Fits to the training images. The whitening is kept in a cache (whitening_cache.h) keyed by the images and
/// eps, so that it is computed once. Throws Error without images, for an eps that is negative or not finite,
/// and for eps = 0 where a direction has no variance.
Preprocessing fit_preprocessing(const Images& train, Normalization normalization, double zca_eps = 1e-8);

/// A safetensors file with `mean`, `deviation`, for whitening `zca_mean`, `zca`, and what the pixels were
/// like before: `pixel_mean`, `pixel_deviation` [C], `pixel_range` [2]; the metadata entry `pixels`, "shuffled", where
/// they were.
void save_preprocessing(const std::string& path, const Preprocessing& preprocessing);

/// Throws Error naming the file when a tensor is missing, has another shape, or a deviation is not positive.
Preprocessing load_preprocessing(const std::string& path);
Preprocessing to_preprocessing(const SafetensorsFile& file);

}  // namespace lgn
