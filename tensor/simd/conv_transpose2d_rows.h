// conv_transpose2d in lane layout.
//
// Written as a gather: pixel b of a row receives tap s of the code at j = (b + padding - s) / stride, where
// that is a whole number inside the code. Pixels of equal (b + padding) mod stride (one "phase") share their
// taps s = phase, phase + stride, ..., and for the pixels of one phase counted by q and the taps by t,
// j = first + q - t: within a phase it is a convolution of stride 1.
//
// A tile is all channels of a block x P pixels. Near the left and right edge some (pixel, tap) pairs fall
// outside the code and are skipped; what is skipped is known at compile time for the tuned shape.
#pragma once

#include "tensor/simd/convolution_kernels.h"

namespace lgn::simd {
namespace {  // internal linkage: see dispatch.h

/// How many pixels a tile has: as many as the registers hold.
template <int Channels>
constexpr int transpose_pixels() {
  constexpr int many[] = {10, 8, 6, 5}, few[] = {10, 5, 4, 3};
  return registers >= 32 ? many[Channels - 1] : few[Channels - 1];
}

// The tuned shape: kernel width 6, stride 1, padding 1. Taps reach beyond the code for 4 pixels at either
// edge; with one channel the edge tiles are wider, for enough independent sums.
inline constexpr int tuned_taps = 6, tuned_padding = 1, tuned_reach = tuned_taps - 1 - tuned_padding;
template <int Channels>
constexpr int transpose_edge_pixels() {
  return Channels == 1 ? 9 : tuned_reach;
}

// Which of the columns first + (q - t) lie in the code.
struct AllInside {
  static constexpr bool contains(Index) { return true; }
};
/// The tile begins at the left edge of the image.
struct LeftEdge {
  static constexpr bool contains(Index q_minus_t) { return tuned_padding + q_minus_t >= 0; }
};
/// The tile has `Pixels` pixels and ends at the right edge.
template <int Pixels>
struct RightEdge {
  static constexpr bool contains(Index q_minus_t) { return q_minus_t < Pixels - tuned_reach; }
};
/// Anywhere.
struct Checked {
  Index first, columns;
  bool contains(Index q_minus_t) const { return first + q_minus_t >= 0 && first + q_minus_t < columns; }
};

/// Where a block of channels and one phase of the pixels in one row of the image find their taps, and where
/// they lie. Pixels are counted within the phase.
struct TransposePhase {
  const float* weight;      // the block's packed filters, at the first vertical and horizontal tap
  Index first, last, taps;  // vertical taps [first, last) inside the code; number of horizontal taps
  Index code_row;           // the row of the code under vertical tap 0, perhaps outside
  Index code_column;        // the column of the code under pixel 0 and horizontal tap 0
  float* x;                 // pixel 0 of the block's first channel
  Index channel_step, pixel_step;
};

/// sums[c][q] += z[q - tap] * weight[c].
template <int Channels, int Pixels, class Inside>
[[gnu::always_inline]] inline void transpose_tap(const float* z, Index tap, const float* weight, Inside inside,
                                                 Floats (&sums)[Channels][Pixels]) {
  // With few registers, g++ keeps inputs alive for the next tap and spills sums instead: make it load again.
  if constexpr (registers < 32) asm volatile("" ::: "memory");
  Floats w[Channels];
#pragma GCC unroll 4
  for (int c = 0; c < Channels; ++c) w[c] = Floats::broadcast(weight[c]);
#pragma GCC unroll 16
  for (int q = 0; q < Pixels; ++q) {
    if (!inside.contains(q - tap)) continue;
    const Floats x = Floats::load(z + (q - tap) * Floats::lanes);
#pragma GCC unroll 4
    for (int c = 0; c < Channels; ++c) sums[c][q] = fma(x, w[c], sums[c][q]);
  }
}

/// The pixels from `pixel` on.
/// `Taps`: the kernel's width if it is known at compile time, and then the stride is 1; else 0.
template <int Channels, int Pixels, int Taps, class Inside>
[[gnu::noinline]] void transpose_tile(const LaneConvolution& g, const TransposePhase& phase, const float* z,
                                      Index pixel, Inside inside) {
  Floats sums[Channels][Pixels];
#pragma GCC unroll 4
  for (int c = 0; c < Channels; ++c) {
#pragma GCC unroll 16
    for (int q = 0; q < Pixels; ++q) sums[c][q] = Floats::zero();
  }
  const Index tap_step = (Taps ? 1 : g.stride[1]) * Channels;
  const Index row_step = g.stride[0] * g.kernel[1] * Channels;
  const Index code_step = g.code[1] * Floats::lanes, code_row_step = g.filters * code_step;
  const float* from = z + (phase.code_row - phase.first) * code_row_step + (phase.code_column + pixel) * Floats::lanes;
  for (Index f = 0; f < g.filters; ++f, from += code_step) {
    const float* weight = phase.weight + f * g.kernel[0] * g.kernel[1] * Channels + phase.first * row_step;
    const float* input = from;
    for (Index t = phase.first; t < phase.last; ++t, input -= code_row_step, weight += row_step) {
      if constexpr (Taps > 0) {
#pragma GCC unroll 8
        for (int s = 0; s < Taps; ++s) transpose_tap(input, s, weight + s * tap_step, inside, sums);
      } else {
        for (Index s = 0; s < phase.taps; ++s) transpose_tap(input, s, weight + s * tap_step, inside, sums);
      }
    }
  }
  float* to = phase.x + pixel * phase.pixel_step;
#pragma GCC unroll 4
  for (int c = 0; c < Channels; ++c, to += phase.channel_step) {
#pragma GCC unroll 16
    for (int q = 0; q < Pixels; ++q) sums[c][q].store(to + q * phase.pixel_step);
  }
}

/// One phase of one row, any shape, by tiles. The last tile overlaps the one before it: it stores the same
/// sums again.
template <int Channels>
inline void transpose_row(const LaneConvolution& g, const TransposePhase& phase, const float* z, Index pixels) {
  constexpr int wide = transpose_pixels<Channels>();
  const Index width = pixels >= wide ? wide : 1;
  for (Index done = 0; done < pixels; done += width) {
    const Index pixel = smaller(done, pixels - width), column = phase.code_column + pixel;
    const Checked edge{column, g.code[1]};
    if (width == 1) {
      transpose_tile<Channels, 1, 0>(g, phase, z, pixel, edge);
    } else if (column - (phase.taps - 1) >= 0 && column + wide <= g.code[1]) {
      transpose_tile<Channels, wide, 0>(g, phase, z, pixel, AllInside());
    } else {
      transpose_tile<Channels, wide, 0>(g, phase, z, pixel, edge);
    }
  }
}

/// One row of the tuned shape: the left edge, the middle, the right edge.
template <int Channels>
inline void transpose_tuned_row(const LaneConvolution& g, const TransposePhase& phase, const float* z) {
  constexpr int wide = transpose_pixels<Channels>(), edge = transpose_edge_pixels<Channels>();
  const Index right = g.image[1] - edge;
  transpose_tile<Channels, edge, tuned_taps>(g, phase, z, 0, LeftEdge());
  for (Index done = edge; done < right; done += wide)
    transpose_tile<Channels, wide, tuned_taps>(g, phase, z, smaller(done, right - wide), AllInside());
  transpose_tile<Channels, edge, tuned_taps>(g, phase, z, right, RightEdge<edge>());
}

template <int Channels>
inline bool transpose_is_tuned(const LaneConvolution& g) {
  return g.kernel[1] == tuned_taps && g.stride[1] == 1 && g.padding[1] == tuned_padding &&
         g.image[1] >= 2 * transpose_edge_pixels<Channels>() + transpose_pixels<Channels>();
}

/// Row `a` of a block of channels, in all its phases; `x`: its first pixel.
template <int Channels>
inline void transpose_block(const LaneConvolution& g, const float* z, const float* packed, Index a,
                            const LaneLayout& layout, float* x) {
  const Index top = (a + g.padding[0]) % g.stride[0];  // the first vertical tap of this row's phase
  TransposePhase phase;
  phase.channel_step = layout.channel_step * Floats::lanes;
  phase.pixel_step = g.stride[1] * Floats::lanes;
  phase.code_row = (a + g.padding[0]) / g.stride[0];
  phase.first = larger(0, phase.code_row - (g.code[0] - 1));
  phase.last = smaller((g.kernel[0] - top + g.stride[0] - 1) / g.stride[0], phase.code_row + 1);
  for (Index b = 0; b < smaller(g.stride[1], g.image[1]); ++b) {
    const Index left = (b + g.padding[1]) % g.stride[1];
    phase.weight = packed + (top * g.kernel[1] + left) * Channels;
    phase.taps = (g.kernel[1] - left + g.stride[1] - 1) / g.stride[1];
    phase.code_column = (b + g.padding[1]) / g.stride[1];
    phase.x = x + b * Floats::lanes;
    if (transpose_is_tuned<Channels>(g)) {
      transpose_tuned_row<Channels>(g, phase, z);
    } else {
      transpose_row<Channels>(g, phase, z, (g.image[1] - b + g.stride[1] - 1) / g.stride[1]);
    }
  }
}

template <int Channels>
inline void transpose_block_of(Index count, const LaneConvolution& g, const float* z, const float* packed, Index a,
                               const LaneLayout& layout, float* x) {
  if constexpr (Channels > 1) {
    if (count < Channels) return transpose_block_of<Channels - 1>(count, g, z, packed, a, layout, x);
  }
  transpose_block<Channels>(g, z, packed, a, layout, x);
}

/// Row `a` of the image x in `layout`: z [h,F,w], filters from pack_filters_transposed.
inline void lane_conv_transpose2d_row(const LaneConvolution& g, const float* z, const float* packed,
                                      const LaneLayout& layout, Index a, float* x) {
  for (Index block = 0; block < g.channel_blocks(); ++block) {
    const Index first = g.first_channel(block), count = g.first_channel(block + 1) - first;
    transpose_block_of<channels_per_tile>(count, g, z, packed + first * g.filters * g.kernel[0] * g.kernel[1], a,
                                          layout, x + layout.offset(first, a) * Floats::lanes);
  }
}

}  // namespace
}  // namespace lgn::simd
