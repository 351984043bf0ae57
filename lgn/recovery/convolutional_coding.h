// Sparse coding of images in filters that may stand anywhere: non-negative convolutional matching pursuit.
//
// What sparse_coding.h does for patches, for  y = sum_f u_f * w_f + noise  with sparse feature maps u >= 0:
// images [N,H,W] of one channel, filters [F,d] of m x m pixels, d = m m. A feature map is mostly zero, so a
// code is kept as the list of its other entries.
#pragma once

#include <vector>

#include "tensor/tensor.h"

namespace lgn {

/// u_filter at (row, column): the filter's first pixel stands on this pixel of the image.
struct Activation {
  Index filter, row, column;
  double value;
};

using SparseMaps = std::vector<Activation>;  // of one image

struct ImagePursuitSettings {
  Index most = 40;         // activations of an image that are taken in
  double tolerance = 0.2;  // an image is left alone once no filter's product with its residual exceeds this
};

/// Codes of images by convolutional matching pursuit (Mallat and Zhang 1993) in which coefficients stay
/// optimal: the filter and place that the residual agrees with most is taken in, and the coefficients around
/// it are descended on, one after the other, none below zero. Filters of unit norm, whole within the image.
/// Error when the filters are not square or larger than the images.
std::vector<SparseMaps> pursue_images(const TensorD& images, const TensorD& filters,
                                      const ImagePursuitSettings& settings);

/// y - sum_f u_f * w_f, [N,H,W].
TensorD residual_images(const TensorD& images, const TensorD& filters, const std::vector<SparseMaps>& codes);

/// Inner products of all filters with all others, shifted: [F, 2m-1, 2m-1, F]; entry (f, r, c, g) is the
/// product of f with g when g stands (r - m + 1, c - m + 1) away from f.
TensorD shifted_products(const TensorD& filters);

/// m of filters [F, m m]. Error when d is no square.
Index filter_side(const TensorD& filters);

}  // namespace lgn
