// conv2d in lane layout.
//
// A tile is 4 filters x P pixels of one row. Per tap it loads P vectors and broadcasts 4 weights for 4 P
// multiply-adds, so arithmetic, not loading, sets the pace: P is as large as the registers allow. Tiles are
// functions of their own, or the compiler would keep a caller's constants in registers that the sums need.
#pragma once

#include "tensor/simd/convolution_kernels.h"

namespace lgn::simd {
namespace {  // internal linkage: see dispatch.h

/// 4 x 5 accumulators, 5 inputs and a weight in 32 registers; 4 x 3, 3 and 1 in 16.
inline constexpr int conv2d_pixels = registers >= 32 ? 5 : 3;

/// sums[k][p] += input[p] * weight[k], one tap.
template <int Pixels>
[[gnu::always_inline]] inline void conv2d_tap(const float* input, Index pixel_step, const float* weight,
                                              Floats (&sums)[filters_per_tile][Pixels]) {
  Floats x[Pixels];
#pragma GCC unroll 8
  for (int p = 0; p < Pixels; ++p) x[p] = Floats::load(input + p * pixel_step);
#pragma GCC unroll 8
  for (int k = 0; k < filters_per_tile; ++k) {
    const Floats w = Floats::broadcast(weight[k]);
#pragma GCC unroll 8
    for (int p = 0; p < Pixels; ++p) sums[k][p] = fma(x[p], w, sums[k][p]);
  }
}

/// The pixels from `column` on of `row`, and up to four filters from `filter` on.
/// `Taps`: the kernel's width if it is known at compile time, and then the stride is 1; else 0.
template <int Pixels, int Taps>
[[gnu::noinline]] void conv2d_tile(const LaneConvolution& g, const float* x, const float* packed, Index filter,
                                   Index row, Index column, float* z) {
  constexpr Index lanes = Floats::lanes;
  const Index taps = Taps ? Taps : g.kernel[1];
  const Index pixel_step = Taps ? lanes : g.stride[1] * lanes;
  const Index channel_step = g.padded(1) * lanes, row_step = g.channels * channel_step;
  Floats sums[filters_per_tile][Pixels];
#pragma GCC unroll 8
  for (int k = 0; k < filters_per_tile; ++k) {
#pragma GCC unroll 8
    for (int p = 0; p < Pixels; ++p) sums[k][p] = Floats::zero();
  }

  const float* weight = packed + filter * g.channels * g.kernel[0] * taps;
  const float* channel = x + row * g.stride[0] * row_step + column * pixel_step;
  for (Index c = 0; c < g.channels; ++c, channel += channel_step) {
    const float* input = channel;
    for (Index r = 0; r < g.kernel[0]; ++r, input += row_step, weight += taps * filters_per_tile) {
      if constexpr (Taps > 0) {
#pragma GCC unroll 8
        for (int s = 0; s < Taps; ++s)
          conv2d_tap<Pixels>(input + s * lanes, pixel_step, weight + s * filters_per_tile, sums);
      } else {
        for (Index s = 0; s < taps; ++s)
          conv2d_tap<Pixels>(input + s * lanes, pixel_step, weight + s * filters_per_tile, sums);
      }
    }
  }

  float* to = z + ((row * g.filters + filter) * g.code[1] + column) * lanes;
#pragma GCC unroll 8
  for (int k = 0; k < filters_per_tile; ++k, to += g.code[1] * lanes) {
    if (filter + k >= g.filters) return;
#pragma GCC unroll 8
    for (int p = 0; p < Pixels; ++p) sums[k][p].store(to + p * lanes);
  }
}

/// A tile of `count` <= Pixels pixels.
template <int Pixels>
inline void conv2d_tile_of(Index count, const LaneConvolution& g, const float* x, const float* packed, Index filter,
                           Index row, Index column, float* z) {
  if constexpr (Pixels > 1) {
    if (count < Pixels) return conv2d_tile_of<Pixels - 1>(count, g, x, packed, filter, row, column, z);
  }
  const bool tuned = g.kernel[1] == 6 && g.stride[1] == 1;
  return (tuned ? conv2d_tile<Pixels, 6> : conv2d_tile<Pixels, 0>)(g, x, packed, filter, row, column, z);
}

/// Calls work(column, pixels) for the tiles of a row.
template <class Work>
inline void for_conv2d_tiles(const LaneConvolution& g, Work&& work) {
  // The row is divided evenly: 29 pixels are 5 5 5 5 5 4 or the like, not full tiles and a narrow, slow rest.
  const Index tiles = (g.code[1] + conv2d_pixels - 1) / conv2d_pixels;
  for (Index tile = 0; tile < tiles; ++tile) {
    const Index column = tile * g.code[1] / tiles, next = (tile + 1) * g.code[1] / tiles;
    work(column, next - column);
  }
}

/// One row of the code for up to four filters from `filter` on: x [padded H, C, padded W], filters from
/// pack_filters, z [h,F,w].
inline void lane_conv2d_row(const LaneConvolution& g, const float* x, const float* packed, Index row, Index filter,
                            float* z) {
  for_conv2d_tiles(g, [&](Index column, Index pixels) {
    conv2d_tile_of<conv2d_pixels>(pixels, g, x, packed, filter, row, column, z);
  });
}

}  // namespace
}  // namespace lgn::simd
