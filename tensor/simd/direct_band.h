// Convolutions of one band of rows after the other, stride 1, in lane layout: as they are defined.
//
// A band is a few rows of the code; what they see of the padded image are the same rows of it and
// kernel height - 1 more. The caller hands a band its rows of a code and of an image, and asks for products.
// toom_cook_band.h computes the same; filters and sums of gradients lie as band_filters.h says.
#pragma once

#include "tensor/simd/band_filters.h"
#include "tensor/simd/conv2d_rows.h"
#include "tensor/simd/conv_transpose2d_rows.h"
#include "tensor/simd/weight_gradient_rows.h"

namespace lgn::simd {
namespace {  // internal linkage: see dispatch.h

/// Bands of a height that suits the weight gradient.
class DirectBand {
 public:
  static constexpr Index rows = gradient_rows;

  DirectBand(const LaneConvolution& g, float*) : g_(g) {}

  /// z [h,F,w]; a band beyond the last has no rows.
  void take_code(const float* z, Index band) { code_ = z, code_top_ = band * rows; }

  /// x [padded H, C, padded W].
  void take_image(const float* x, Index band) { image_ = x, image_top_ = band * rows; }

  /// The band's rows of x = y - conv_transpose2d(code), both with border; null y is zero. Bands have to come
  /// in order, those beyond the last too, until there are no more rows of x.
  void subtract_transposed(const float* packed, const float* y, float* x) const {
    const LaneLayout layout = layout_with_border(g_);
    const Index end = smaller(code_top_ + rows - g_.padding[0], g_.image[0]);
    for (Index a = larger(code_top_ - g_.padding[0], 0); a < end; ++a) {
      lane_conv_transpose2d_row(g_, code_, packed, layout, a, x);
      for (Index c = 0; c < g_.channels; ++c) {
        const Index first = layout.offset(c, a) * Floats::lanes;
        for (Index j = first; j < first + g_.image[1] * Floats::lanes; j += Floats::lanes) {
          ((y ? Floats::load(y + j) : Floats::zero()) - Floats::load(x + j)).store(x + j);
        }
      }
    }
  }

  /// The rows of z [h,F,w] under the image's band, of up to four filters from `filter` on.
  void conv2d(const float* packed, Index filter, float* z) const {
    const Index end = smaller(image_top_ + rows, g_.code[0]);
    for (Index row = image_top_; row < end; ++row) lane_conv2d_row(g_, image_, packed, row, filter, z);
  }

  /// Adds the products of the code and the image, of the same band, to `sums`.
  void add_weight_gradient(float* sums) const {
    lane_add_weight_gradient_rows(g_, image_, code_, code_top_, smaller(rows, g_.code[0] - code_top_), sums);
  }

 private:
  const LaneConvolution& g_;
  const float *code_ = nullptr, *image_ = nullptr;
  Index code_top_ = 0, image_top_ = 0;
};

}  // namespace
}  // namespace lgn::simd
