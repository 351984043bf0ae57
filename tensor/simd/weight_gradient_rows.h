// The gradient of a convolution's filters in lane layout.
//
// A tile is 4 filters x T horizontal taps of one channel and one kernel row; it runs over pixels and adds
// (code gradient) x (image) lane by lane. The sums stay vectors over all images; lanes are added up once at
// the end. Pixels are taken a few rows at a time, so that the code is read from the first cache.
#pragma once

#include "tensor/simd/convolution_kernels.h"

namespace lgn::simd {
namespace {  // internal linkage: see dispatch.h

/// 4 x 6 accumulators, 6 inputs and a code entry in 32 registers; 4 x 3, 3 and 1 in 16.
inline constexpr int gradient_taps = registers >= 32 ? 6 : 3;
/// What the tiles of one (block of filters, channel, kernel row) read.
struct GradientRows {
  const float* z[filters_per_tile];  // the first row of each filter's code; a filter too many repeats the last
  const float* x;                    // the image row under it, at the tile's first tap
  Index rows, columns;               // of the code
  Index z_row_step, x_row_step, x_pixel_step;
};

/// sums[t][k] += sum over pixels of z[k] * x[t]. `Strided` is false when x_pixel_step is one vector.
template <int Taps, bool Strided>
inline void gradient_tile(const GradientRows& g, float* into) {
  constexpr Index lanes = Floats::lanes;
  const Index pixel_step = Strided ? g.x_pixel_step : lanes;
  Floats sums[Taps][filters_per_tile];
#pragma GCC unroll 8
  for (int t = 0; t < Taps; ++t) {
#pragma GCC unroll 8
    for (int k = 0; k < filters_per_tile; ++k) sums[t][k] = Floats::load(into + (t * filters_per_tile + k) * lanes);
  }
  for (Index row = 0; row < g.rows; ++row) {
    const float* x = g.x + row * g.x_row_step;
    const Index z_row = row * g.z_row_step;
    for (Index column = 0; column < g.columns; ++column, x += pixel_step) {
      Floats pixel[Taps];
#pragma GCC unroll 8
      for (int t = 0; t < Taps; ++t) pixel[t] = Floats::load(x + t * lanes);
#pragma GCC unroll 8
      for (int k = 0; k < filters_per_tile; ++k) {
        const Floats code = Floats::load(g.z[k] + z_row + column * lanes);
#pragma GCC unroll 8
        for (int t = 0; t < Taps; ++t) sums[t][k] = fma(code, pixel[t], sums[t][k]);
      }
    }
  }
#pragma GCC unroll 8
  for (int t = 0; t < Taps; ++t) {
#pragma GCC unroll 8
    for (int k = 0; k < filters_per_tile; ++k) sums[t][k].store(into + (t * filters_per_tile + k) * lanes);
  }
}

template <int Taps>
inline void gradient_tile_of(Index taps, const GradientRows& rows, float* into) {
  if (taps == Taps) {
    if (rows.x_pixel_step == Floats::lanes) {
      gradient_tile<Taps, false>(rows, into);
    } else {
      gradient_tile<Taps, true>(rows, into);
    }
  } else if constexpr (Taps > 1) {
    gradient_tile_of<Taps - 1>(taps, rows, into);
  }
}

/// The rows [top, top + count) of the code, gradient_rows of them or fewer: x [padded H, C, padded W], z
/// [h,F,w]; adds to sums [ceil(F/4)][C][r][s][4] vectors.
inline void lane_add_weight_gradient_rows(const LaneConvolution& g, const float* x, const float* z, Index top,
                                          Index count, float* sums) {
  constexpr Index lanes = Floats::lanes;
  const Index tiles = (g.kernel[1] + gradient_taps - 1) / gradient_taps;
  GradientRows rows;
  rows.rows = count;
  rows.columns = g.code[1];
  rows.z_row_step = g.filters * g.code[1] * lanes;
  rows.x_row_step = g.stride[0] * g.channels * g.padded(1) * lanes;
  rows.x_pixel_step = g.stride[1] * lanes;
  for (Index filter = 0; filter < g.filters; filter += filters_per_tile) {
    for (Index k = 0; k < filters_per_tile; ++k)
      rows.z[k] = z + top * rows.z_row_step + smaller(filter + k, g.filters - 1) * g.code[1] * lanes;
    for (Index c = 0; c < g.channels; ++c) {
      for (Index r = 0; r < g.kernel[0]; ++r) {
        const float* image_row = x + ((top * g.stride[0] + r) * g.channels + c) * g.padded(1) * lanes;
        for (Index tile = 0; tile < tiles; ++tile) {
          const Index tap = tile * g.kernel[1] / tiles, next = (tile + 1) * g.kernel[1] / tiles;
          rows.x = image_row + tap * lanes;
          gradient_tile_of<gradient_taps>(next - tap, rows, sums);
          sums += (next - tap) * filters_per_tile * lanes;
        }
      }
    }
  }
}

/// The lanes of `sums` added up, as w_gradient [F,C,r,s].
inline void lane_reduce_weight_gradient(const LaneConvolution& g, const float* sums, float* w_gradient) {
  const Index taps = g.channels * g.kernel[0] * g.kernel[1];
  for (Index filter = 0; filter < g.filters; ++filter) {
    const Index block = filter / filters_per_tile, k = filter % filters_per_tile;
    for (Index tap = 0; tap < taps; ++tap) {
      const Index entry = (block * taps + tap) * filters_per_tile + k;
      w_gradient[filter * taps + tap] = sum(Floats::load(sums + entry * Floats::lanes));
    }
  }
}

}  // namespace
}  // namespace lgn::simd
