// What direct_band.h computes, for kernels of height 4 to 8, by Toom-Cook (toom_cook.h): rows of a code and of an
// image are evaluated at the eight points, and at each point what is left is a convolution along the rows.
#pragma once

#include <type_traits>

#include "tensor/simd/band_filters.h"
#include "tensor/simd/conv2d_rows.h"
#include "tensor/simd/conv_transpose2d_rows.h"
#include "tensor/simd/direct_band.h"
#include "tensor/simd/toom_cook.h"
#include "tensor/simd/weight_gradient_rows.h"

namespace lgn::simd {
namespace {  // internal linkage: see dispatch.h

// The transformations of toom_cook.h along rows of `count` vectors; planes, one for each point, are
// `plane_step` numbers apart.

/// planes = Z z for some rows, of which null ones are zero.
template <std::size_t n>
inline void evaluate_code(const float* const (&rows)[n], Index count, float* planes, Index plane_step) {
  for (Index j = 0; j < count * Floats::lanes; j += Floats::lanes) {
    Floats z[n];
#pragma GCC unroll 5
    for (std::size_t i = 0; i < n; ++i) z[i] = rows[i] ? Floats::load(rows[i] + j) : Floats::zero();
    code_at_points(z, [=](int k, Floats value) { value.store(planes + j + k * plane_step); });
  }
}

/// n rows = Z^T planes, `row_step` numbers apart.
template <Index n>
inline void collect_code(const float* planes, Index plane_step, Index count, float* rows, Index row_step) {
  for (Index j = 0; j < count * Floats::lanes; j += Floats::lanes) {
    Floats z[n];
    code_from_points([=](int k) { return Floats::load(planes + j + k * plane_step); }, z);
#pragma GCC unroll 5
    for (Index i = 0; i < n; ++i) z[i].store(rows + i * row_step + j);
  }
}

/// planes = X x for eight rows.
inline void evaluate_image(const float* const (&rows)[toom_cook_points], Index count, float* planes, Index plane_step) {
  for (Index j = 0; j < count * Floats::lanes; j += Floats::lanes) {
    Floats x[toom_cook_points];
#pragma GCC unroll 8
    for (int i = 0; i < toom_cook_points; ++i) x[i] = Floats::load(rows[i] + j);
    image_at_points(x, [=](int k, Floats value) { value.store(planes + j + k * plane_step); });
  }
}

/// to = from - X^T planes for eight rows, without those of null `to`; null `from` is zero.
inline void subtract_image(const float* planes, Index plane_step, Index count,
                           const float* const (&from)[toom_cook_points], float* const (&to)[toom_cook_points]) {
  for (Index j = 0; j < count * Floats::lanes; j += Floats::lanes) {
    Floats x[toom_cook_points];
    image_from_points([=](int k) { return Floats::load(planes + j + k * plane_step); }, x);
#pragma GCC unroll 8
    for (int i = 0; i < toom_cook_points; ++i)
      if (to[i]) ((from[i] ? Floats::load(from[i] + j) : Floats::zero()) - x[i]).store(to[i] + j);
  }
}

/// Bands for kernels of one height.
template <Index kernel_height>
class ToomCookBand {
 public:
  static constexpr Index rows = toom_cook_rows(kernel_height);
  static constexpr Index parts = toom_cook_parts(kernel_height);

  ToomCookBand(const LaneConvolution& g, float* scratch)
      : g_(g), row_(plane_shape(g)), tile_(row_), packed_(row_.packed_size()) {
    image_ = scratch;
    code_ = image_ + row_.padded_image_size() * Floats::lanes;
    transposed_ = code_ + row_.code_size() * Floats::lanes;
    rows_ = transposed_ + row_.image_size() * Floats::lanes;
    convolved_ = rows_ + rows * g.filters * g.code[1] * Floats::lanes;
    tile_sums_ = convolved_ + rows * filters_per_tile * g.code[1] * Floats::lanes;
  }

  template <class Make>
  void take_code(float* z, Index band, Make&& make) {
    code_top_ = band * rows;
    if (code_top_ >= g_.code[0]) return;
    const Index width = g_.code[1] * Floats::lanes, step = g_.filters * width;
    float* to = z ? z + code_top_ * step : rows_;
    const float* from[rows] = {};
    // Row by row: that is one stretch of memory, which the processor fetches ahead.
    for (Index i = 0; i < smaller(rows, g_.code[0] - code_top_); ++i, to += step) {
      for (Index filter = 0; filter < g_.filters; ++filter) make(filter, code_top_ + i, to + filter * width);
      from[i] = to;
    }
    evaluate_code(from, g_.filters * g_.code[1], code_, step);
  }

  void take_image(const float* x, Index band) {
    image_top_ = band * rows;
    const Index width = g_.padded(1) * Floats::lanes;
    for (Index c = 0; c < row_.channels; ++c) {
      const float* from[toom_cook_points];
      for (Index i = 0; i < toom_cook_points; ++i) {
        // Rows below the image meet only rows that the code does not have.
        const Index row = smaller(part_top(image_top_, c) + i, g_.padded(0) - 1);
        from[i] = x + (row * g_.channels + c / parts) * width;
      }
      evaluate_image(from, g_.padded(1), image_ + c * width, row_.channels * width);
    }
  }

  void subtract_transposed(const float* packed, const float* y, float* x) const {
    if (code_top_ >= g_.code[0]) return;
    const LaneLayout plain = layout_without_border(row_), layout = layout_with_border(g_);
    for (Index k = 0; k < toom_cook_points; ++k)
      lane_conv_transpose2d_row(row_, code_, packed + k * packed_, plain, k, transposed_);
    for (Index c = 0; c < row_.channels; ++c) {
      // Rows above are begun: by the band before, or by the part above.
      const Index top = part_top(code_top_, c);
      const Index started = c % parts ? top + part_height : code_top_ == 0 ? 0 : code_top_ + kernel_height - 1;
      const float* from[toom_cook_points];
      float* to[toom_cook_points];
      for (Index i = 0; i < toom_cook_points; ++i) {
        const Index a = top + i - g_.padding[0];
        to[i] = a >= 0 && a < g_.image[0] ? x + layout.offset(c / parts, a) * Floats::lanes : nullptr;
        from[i] = top + i < started ? to[i] : y && to[i] ? y + (to[i] - x) : nullptr;
      }
      subtract_image(transposed_ + c * g_.image[1] * Floats::lanes, row_.channels * g_.image[1] * Floats::lanes,
                     g_.image[1], from, to);
    }
  }

  const float* conv2d(const float* packed, Index filter) {
    tile_.filters = smaller(filters_per_tile, g_.filters - filter);
    packed += filter * row_.channels * g_.kernel[1];
    for_conv2d_tiles(g_, [&](Index column, Index pixels) {
      // All points of a tile stay in the first cache.
      tile_.code[1] = pixels;
      for (Index k = 0; k < toom_cook_points; ++k) {
        conv2d_tile_of<conv2d_pixels>(pixels, tile_, image_ + column * Floats::lanes, packed + k * packed_, 0, k, 0,
                                      tile_sums_);
      }
      for (Index f = 0; f < tile_.filters; ++f) {
        collect_code<rows>(tile_sums_ + f * pixels * Floats::lanes, tile_.filters * pixels * Floats::lanes, pixels,
                           convolved_ + (f * g_.code[1] + column) * Floats::lanes,
                           filters_per_tile * g_.code[1] * Floats::lanes);
      }
    });
    return convolved_;
  }

  void add_weight_gradient(float* sums) const {
    for (Index k = 0; k < toom_cook_points; ++k)
      lane_add_weight_gradient_rows(row_, image_, code_, k, 1, sums + k * packed_ * Floats::lanes);
  }

 private:
  static constexpr Index part_height = kernel_height / parts;

  /// The image's row, with border, on which a part begins in a band that begins at `top`.
  static Index part_top(Index top, Index channel) { return top + channel % parts * part_height; }

  const LaneConvolution& g_;
  LaneConvolution row_, tile_;          // at one point: of all filters, of a tile of conv2d
  Index packed_;                        // numbers of packed filters at one point
  float *image_, *code_, *transposed_;  // at the points: [8][C parts][padded W], [8][F][w], [8][C parts][W]
  float* rows_;                         // of a code, [rows][F][w]
  float *convolved_, *tile_sums_;       // [rows][4][w]; a tile at the points, [8][4][conv2d_pixels]
  Index code_top_ = 0, image_top_ = 0;
};

/// visit(std::type_identity of the bands that suit a shape).
template <class Visit>
void with_band(const LaneConvolution& g, Visit&& visit) {
  switch (uses_toom_cook(g) ? g.kernel[0] : 0) {
    case 4:
      return visit(std::type_identity<ToomCookBand<4>>());
    case 5:
      return visit(std::type_identity<ToomCookBand<5>>());
    case 6:
      return visit(std::type_identity<ToomCookBand<6>>());
    case 7:
      return visit(std::type_identity<ToomCookBand<7>>());
    case 8:
      return visit(std::type_identity<ToomCookBand<8>>());
    default:
      return visit(std::type_identity<DirectBand>());
  }
}

}  // namespace
}  // namespace lgn::simd
