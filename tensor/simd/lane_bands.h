// Convolutions of one band of rows after the other, stride 1, in lane layout: as defined, or by Toom-Cook.
//
// A band is a few rows of the code; what they see of the padded image are the same rows of it and
// kernel height - 1 more. The caller hands a band its rows of a code and of an image, and asks for products.
// Both classes compute the same; filters and sums of gradients lie as band_filters.h says.
#pragma once

#include "tensor/simd/band_filters.h"
#include "tensor/simd/lane_conv_transpose.h"
#include "tensor/simd/lane_convolution.h"
#include "tensor/simd/lane_toom_cook.h"
#include "tensor/simd/lane_weight_gradient.h"

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

/// The same for kernels of height 6: at each of the eight points it is a convolution along the rows alone.
class ToomCookBand {
 public:
  static constexpr Index rows = toom_cook_rows;

  ToomCookBand(const LaneConvolution& g, float* scratch)
      : g_(g), row_(plane_shape(g)), block_(row_), packed_(row_.packed_size()) {
    image_ = scratch;
    code_ = image_ + row_.padded_image_size() * Floats::lanes;
    transposed_ = code_ + row_.code_size() * Floats::lanes;
    convolved_ = transposed_ + row_.image_size() * Floats::lanes;
  }

  void take_code(const float* z, Index band) {
    code_top_ = band * rows;
    if (code_top_ >= g_.code[0]) return;
    const Index step = g_.filters * g_.code[1];
    const float* from[rows];
    for (Index i = 0; i < rows; ++i) {
      from[i] = code_top_ + i < g_.code[0] ? z + (code_top_ + i) * step * Floats::lanes : nullptr;
    }
    evaluate_code(from, step, code_, step * Floats::lanes);
  }

  void take_image(const float* x, Index band) {
    image_top_ = band * rows;
    const Index step = g_.channels * g_.padded(1);
    const float* from[toom_cook_points];
    for (Index i = 0; i < toom_cook_points; ++i) {
      // Rows below the image meet only rows that the code does not have.
      from[i] = x + smaller(image_top_ + i, g_.padded(0) - 1) * step * Floats::lanes;
    }
    evaluate_image(from, step, image_, step * Floats::lanes);
  }

  void subtract_transposed(const float* packed, const float* y, float* x) const {
    if (code_top_ >= g_.code[0]) return;
    const LaneLayout plain = layout_without_border(row_), layout = layout_with_border(g_);
    for (Index k = 0; k < toom_cook_points; ++k) {
      lane_conv_transpose2d_row(row_, code_, packed + k * packed_, plain, k, transposed_);
    }
    const Index started = code_top_ == 0 ? 0 : code_top_ + toom_cook_points - rows;
    for (Index c = 0; c < g_.channels; ++c) {
      float* to[toom_cook_points];
      for (Index i = 0; i < toom_cook_points; ++i) {
        const Index a = code_top_ + i - g_.padding[0];
        to[i] = a >= 0 && a < g_.image[0] ? x + layout.offset(c, a) * Floats::lanes : nullptr;
        if (to[i] && code_top_ + i >= started) start_row(y ? y + (to[i] - x) : nullptr, to[i]);
      }
      subtract_image(transposed_ + c * g_.image[1] * Floats::lanes, g_.channels * g_.image[1] * Floats::lanes,
                     g_.image[1], to);
    }
  }

  void conv2d(const float* packed, Index filter, float* z) {
    block_.filters = smaller(filters_per_tile, g_.filters - filter);
    const Index taps = filter * g_.channels * g_.kernel[1], count = block_.filters * g_.code[1];
    for (Index k = 0; k < toom_cook_points; ++k) {
      lane_conv2d_row(block_, image_, packed + k * packed_ + taps, k, 0, convolved_);
    }
    float* to[rows];
    for (Index i = 0; i < rows; ++i) {
      const Index row = image_top_ + i;
      to[i] = row < g_.code[0] ? z + (row * g_.filters + filter) * g_.code[1] * Floats::lanes : nullptr;
    }
    collect_code(convolved_, count * Floats::lanes, count, to);
  }

  void add_weight_gradient(float* sums) const {
    for (Index k = 0; k < toom_cook_points; ++k) {
      lane_add_weight_gradient_rows(row_, image_, code_, k, 1, sums + k * packed_ * Floats::lanes);
    }
  }

 private:
  void start_row(const float* y, float* x) const {
    for (Index j = 0; j < g_.image[1] * Floats::lanes; j += Floats::lanes) {
      (y ? Floats::load(y + j) : Floats::zero()).store(x + j);
    }
  }

  const LaneConvolution& g_;
  LaneConvolution row_, block_;     // at one point: of all filters, of a few
  Index packed_;                    // numbers of packed filters at one point
  float *image_, *code_;            // at the points: [8][C][padded W], [8][F][w]
  float *transposed_, *convolved_;  // [8][C][W], [8][4][w]
  Index code_top_ = 0, image_top_ = 0;
};

}  // namespace
}  // namespace lgn::simd
