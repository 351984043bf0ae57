// What pixels are like: the mean and deviation of each channel, and the range. A network that was trained on
// images in one scale makes nothing of the same images in another, and says nothing.
#pragma once

#include <string>
#include <vector>

#include "datasets/dataset.h"

namespace lgn {

/// Of images as preprocessing.h scales them: bytes divided by 255, floats as they are.
struct PixelStatistics {
  Tensor mean, deviation;  ///< [C], over all pixels of all images, divisor pixels - 1; empty when unknown
  float lowest = 0, highest = 0;
  Index images = 0;
  bool bytes = false;
  /// Standard errors, from how images differ: of the worst channel's mean, in deviations, and of the
  /// differences between the channels' means, their root sum of squares. Not stored with a network.
  double mean_error = 0, contrast_error = 0;

  bool known() const { return mean.count() > 0; }
};

/// Sums in double, image by image and then in order.
PixelStatistics pixel_statistics(const Images& images);

/// Image i as numbers: bytes / 255, floats as they are.
void scaled_image(const Images& images, Index i, float* out);

/// Notes on images that are not like those a network was trained on: another scale, turned dark to bright,
/// standardised already, channels in another order; at most one sentence, with both ranges and the line of
/// Python that mends the file. Nothing where they are alike, or either is unknown. `path` is the file with
/// the images, or what to call them when it is no .npy file.
std::vector<std::string> statistics_notes(const PixelStatistics& trained, const PixelStatistics& found,
                                          const std::string& path);

}  // namespace lgn
