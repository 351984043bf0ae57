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

  DirectBand(const LaneConvolution& g, float* scratch) : g_(g), block_(g) {
    convolved_ = scratch;
    rows_ = convolved_ + rows * filters_per_tile * g.code[1] * Floats::lanes;
  }

  /// make(filter, row, to) writes the band's rows of a code to their places in z [h,F,w]. With null z they
  /// last until the next band, enough for add_weight_gradient. A band beyond the last has no rows.
  template <class Make>
  void take_code(float* z, Index band, Make&& make) {
    const Index width = g_.code[1] * Floats::lanes, top = band * rows;
    z_ = z, code_top_ = top;
    code_ = z && top < g_.code[0] ? z + top * g_.filters * width : rows_;
    for (Index i = 0; i < smaller(rows, g_.code[0] - top); ++i)
      for (Index filter = 0; filter < g_.filters; ++filter)
        make(filter, top + i, code_ + (i * g_.filters + filter) * width);
  }

  /// x [padded H, C, padded W].
  void take_image(const float* x, Index band) {
    image_top_ = band * rows;
    image_ = x + image_top_ * g_.channels * g_.padded(1) * Floats::lanes;
  }

  /// The band's rows of x = y - conv_transpose2d(code), both with border; null y is zero. Bands have to come
  /// in order, those beyond the last too, until there are no more rows of x.
  void subtract_transposed(const float* packed, const float* y, float* x) const {
    const LaneLayout layout = layout_with_border(g_);
    const Index end = smaller(code_top_ + rows - g_.padding[0], g_.image[0]);
    for (Index a = larger(code_top_ - g_.padding[0], 0); a < end; ++a) {
      lane_conv_transpose2d_row(g_, z_, packed, layout, a, x);
      for (Index c = 0; c < g_.channels; ++c) {
        const Index first = layout.offset(c, a) * Floats::lanes;
        for (Index j = first; j < first + g_.image[1] * Floats::lanes; j += Floats::lanes)
          ((y ? Floats::load(y + j) : Floats::zero()) - Floats::load(x + j)).store(x + j);
      }
    }
  }

  /// The rows of a code under the image's band, [rows][4][w] of up to four filters from `filter` on, until
  /// the next call.
  const float* conv2d(const float* packed, Index filter) {
    block_.filters = smaller(filters_per_tile, g_.filters - filter);
    packed += filter * g_.channels * g_.kernel[0] * g_.kernel[1];
    for (Index row = 0; row < smaller(rows, g_.code[0] - image_top_); ++row) {
      lane_conv2d_row(block_, image_ + row * g_.channels * g_.padded(1) * Floats::lanes, packed, 0, 0,
                      convolved_ + row * filters_per_tile * g_.code[1] * Floats::lanes);
    }
    return convolved_;
  }

  /// Adds the products of the code and the image, of the same band, to `sums`.
  void add_weight_gradient(float* sums) const {
    lane_add_weight_gradient_rows(g_, image_, code_, 0, smaller(rows, g_.code[0] - code_top_), sums);
  }

 private:
  const LaneConvolution& g_;
  LaneConvolution block_;     // of a few filters
  float *convolved_, *rows_;  // scratch: [rows][4][w], [rows][F][w]
  const float* z_ = nullptr;
  float* code_ = nullptr;  // the band's first row, and so of the image
  const float* image_ = nullptr;
  Index code_top_ = 0, image_top_ = 0;
};

}  // namespace
}  // namespace lgn::simd
