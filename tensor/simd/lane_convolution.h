// conv2d in lane layout, with an epilogue of the caller's choice: what to do with each result while it is
// still in a register.
//
// A tile is 4 filters x P pixels of one row. Per tap it loads P vectors and broadcasts 4 weights for 4 P
// multiply-adds, so arithmetic, not loading, sets the pace: P is as large as the registers allow.
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

/// `Taps`: the kernel's width if it is known at compile time, and then the stride is 1; else 0.
template <int Pixels, int Taps, class Epilogue>
[[gnu::always_inline]] inline void conv2d_tile(const LaneConvolution& g, const float* x, const float* packed,
                                               Index filter, Index row, Index column, Epilogue& epilogue) {
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
        for (int s = 0; s < Taps; ++s) {
          conv2d_tap<Pixels>(input + s * lanes, pixel_step, weight + s * filters_per_tile, sums);
        }
      } else {
        for (Index s = 0; s < taps; ++s) {
          conv2d_tap<Pixels>(input + s * lanes, pixel_step, weight + s * filters_per_tile, sums);
        }
      }
    }
  }

#pragma GCC unroll 8
  for (int k = 0; k < filters_per_tile; ++k) {
    if (filter + k >= g.filters) break;
    epilogue(filter + k, ((row * g.filters + filter + k) * g.code[1] + column) * lanes, sums[k]);
  }
}

/// A tile of `count` <= Pixels pixels.
template <int Pixels, int Taps, class Epilogue>
inline void conv2d_tile_of(Index count, const LaneConvolution& g, const float* x, const float* packed,
                           Index filter, Index row, Index column, Epilogue& epilogue) {
  if (count == Pixels) {
    conv2d_tile<Pixels, Taps>(g, x, packed, filter, row, column, epilogue);
  } else if constexpr (Pixels > 1) {
    conv2d_tile_of<Pixels - 1, Taps>(count, g, x, packed, filter, row, column, epilogue);
  }
}

template <int Taps, class Epilogue>
inline void conv2d_row(const LaneConvolution& g, const float* x, const float* packed, Index row,
                       Epilogue& epilogue) {
  // The row is divided evenly: 29 pixels are 5 5 5 5 5 4 or the like, not full tiles and a narrow, slow rest.
  const Index tiles = (g.code[1] + conv2d_pixels - 1) / conv2d_pixels;
  for (Index filter = 0; filter < g.filters; filter += filters_per_tile) {
    for (Index tile = 0, column = 0; tile < tiles; ++tile) {
      const Index next = (tile + 1) * g.code[1] / tiles;
      conv2d_tile_of<conv2d_pixels, Taps>(next - column, g, x, packed, filter, row, column, epilogue);
      column = next;
    }
  }
}

/// One row of the code: x [padded H, C, padded W], filters from pack_filters. For every filter and tile calls
///   epilogue(filter, offset of the first of the pixels in z [h,F,w], sums)   with sums: Floats (&)[pixels].
/// The epilogue has to be inlined always, or the sums would not stay in registers.
template <class Epilogue>
inline void lane_conv2d_row(const LaneConvolution& g, const float* x, const float* packed, Index row,
                            Epilogue epilogue) {
  if (g.kernel[1] == 6 && g.stride[1] == 1) {
    conv2d_row<6>(g, x, packed, row, epilogue);
  } else {
    conv2d_row<0>(g, x, packed, row, epilogue);
  }
}

}  // namespace
}  // namespace lgn::simd
