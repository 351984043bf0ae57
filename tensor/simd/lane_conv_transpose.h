// conv_transpose2d in lane layout, with an epilogue of the caller's choice.
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

/// Where a block of channels and one phase of pixels in one row of the image find their taps.
struct TransposePhase {
  const float* weight;      // the block's packed filters, at the first vertical and horizontal tap
  Index first, last, taps;  // vertical taps [first, last) inside the code; number of horizontal taps
  Index code_row;           // the row of the code under vertical tap 0, perhaps outside
};

/// sums[c][q] += z[q - tap] * weight[c].
template <int Channels, int Pixels, class Inside>
[[gnu::always_inline]] inline void transpose_tap(const float* z, Index tap, const float* weight,
                                                 Inside inside, Floats (&sums)[Channels][Pixels]) {
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

/// `column`: the column of the code under the first pixel and horizontal tap 0, perhaps outside.
/// `Taps`: the kernel's width if it is known at compile time, and then the stride is 1; else 0.
template <int Channels, int Pixels, int Taps, class Inside, class Store>
[[gnu::always_inline]] inline void transpose_tile(const LaneConvolution& g, const TransposePhase& phase,
                                                  const float* z, Index column, Inside inside,
                                                  Store&& store) {
  Floats sums[Channels][Pixels];
#pragma GCC unroll 4
  for (int c = 0; c < Channels; ++c) {
#pragma GCC unroll 16
    for (int q = 0; q < Pixels; ++q) sums[c][q] = Floats::zero();
  }
  const Index tap_step = (Taps ? 1 : g.stride[1]) * Channels;
  const Index row_step = g.stride[0] * g.kernel[1] * Channels;
  const Index code_row_step = g.filters * g.code[1] * Floats::lanes;
  for (Index f = 0; f < g.filters; ++f) {
    const float* weight = phase.weight + f * g.kernel[0] * g.kernel[1] * Channels + phase.first * row_step;
    const float* input =
        z + (phase.code_row - phase.first) * code_row_step + (f * g.code[1] + column) * Floats::lanes;
    for (Index t = phase.first; t < phase.last; ++t) {
      if constexpr (Taps > 0) {
#pragma GCC unroll 8
        for (int s = 0; s < Taps; ++s) transpose_tap(input, s, weight + s * tap_step, inside, sums);
      } else {
        for (Index s = 0; s < phase.taps; ++s) transpose_tap(input, s, weight + s * tap_step, inside, sums);
      }
      input -= code_row_step;
      weight += row_step;
    }
  }
#pragma GCC unroll 4
  for (int c = 0; c < Channels; ++c) {
#pragma GCC unroll 16
    for (int q = 0; q < Pixels; ++q) store(c, q, sums[c][q]);
  }
}

/// One phase of one row by tiles of any shape: the last tile overlaps the one before it, which does no harm
/// because results are stored, not added. `store(c, pixel of the phase, sum)`.
template <int Channels, class Store>
inline void transpose_row(const LaneConvolution& g, const TransposePhase& phase, const float* z, Index column,
                          Index pixels, Store&& store) {
  constexpr int wide = transpose_pixels<Channels>();
  const Index width = pixels >= wide ? wide : 1;
  for (Index done = 0; done < pixels; done += width) {
    const Index b = done + width <= pixels ? done : pixels - width;
    const auto store_here = [&](int c, int q, Floats sum) { store(c, b + q, sum); };
    const Checked edge{column + b, g.code[1]};
    if (width == 1) {
      transpose_tile<Channels, 1, 0>(g, phase, z, column + b, edge, store_here);
    } else if (column + b - (phase.taps - 1) >= 0 && column + b + wide <= g.code[1]) {
      transpose_tile<Channels, wide, 0>(g, phase, z, column + b, AllInside(), store_here);
    } else {
      transpose_tile<Channels, wide, 0>(g, phase, z, column + b, edge, store_here);
    }
  }
}

/// One row of the tuned shape: the left edge, the middle, the right edge.
template <int Channels, class Store>
inline void transpose_tuned_row(const LaneConvolution& g, const TransposePhase& phase, const float* z,
                                Store&& store) {
  constexpr int wide = transpose_pixels<Channels>(), edge = transpose_edge_pixels<Channels>();
  const Index right = g.image[1] - edge;
  transpose_tile<Channels, edge, tuned_taps>(g, phase, z, tuned_padding, LeftEdge(), store);
  for (Index done = edge; done < right; done += wide) {
    const Index b = done + wide <= right ? done : right - wide;
    transpose_tile<Channels, wide, tuned_taps>(g, phase, z, b + tuned_padding, AllInside(),
                                               [&](int c, Index q, Floats sum) { store(c, b + q, sum); });
  }
  transpose_tile<Channels, edge, tuned_taps>(g, phase, z, right + tuned_padding, RightEdge<edge>(),
                                             [&](int c, Index q, Floats sum) { store(c, right + q, sum); });
}

template <int Channels>
inline bool transpose_is_tuned(const LaneConvolution& g) {
  return g.kernel[1] == tuned_taps && g.stride[1] == 1 && g.padding[1] == tuned_padding &&
         g.image[1] >= 2 * transpose_edge_pixels<Channels>() + transpose_pixels<Channels>();
}

/// Row `a` of a block of channels, in all its phases. `store(c, column, sum)`.
template <int Channels, bool Tuned, class Store>
inline void transpose_phases(const LaneConvolution& g, const float* z, const float* packed, Index a,
                             Store&& store) {
  const Index top = (a + g.padding[0]) % g.stride[0];  // the first vertical tap of this row's phase
  TransposePhase phase;
  phase.code_row = (a + g.padding[0]) / g.stride[0];
  phase.first = larger(0, phase.code_row - (g.code[0] - 1));
  phase.last = smaller((g.kernel[0] - top + g.stride[0] - 1) / g.stride[0], phase.code_row + 1);
  if constexpr (Tuned) {
    phase.weight = packed + top * g.kernel[1] * Channels;
    phase.taps = tuned_taps;
    transpose_tuned_row<Channels>(g, phase, z, store);
  } else {
    for (Index b = 0; b < smaller(g.stride[1], g.image[1]); ++b) {
      const Index left = (b + g.padding[1]) % g.stride[1];
      phase.weight = packed + (top * g.kernel[1] + left) * Channels;
      phase.taps = (g.kernel[1] - left + g.stride[1] - 1) / g.stride[1];
      transpose_row<Channels>(g, phase, z, (b + g.padding[1]) / g.stride[1],
                              (g.image[1] - b + g.stride[1] - 1) / g.stride[1],
                              [&](int c, Index q, Floats sum) { store(c, b + q * g.stride[1], sum); });
    }
  }
}

template <int Channels, class Store>
inline void transpose_block_of(Index count, const LaneConvolution& g, const float* z, const float* packed,
                               Index a, Store&& store) {
  if (count == Channels) {
    if (transpose_is_tuned<Channels>(g)) {
      transpose_phases<Channels, true>(g, z, packed, a, store);
    } else {
      transpose_phases<Channels, false>(g, z, packed, a, store);
    }
  } else if constexpr (Channels > 1) {
    transpose_block_of<Channels - 1>(count, g, z, packed, a, store);
  }
}

/// Row `a` of the image: z [h,F,w], filters from pack_filters_transposed. For every channel and column calls
///   epilogue(offset of the entry in `layout`, Floats sum)
/// at least once; twice, with the same sum, where tiles overlap. Always inlined, as for lane_conv2d_row.
template <class Epilogue>
inline void lane_conv_transpose2d_row(const LaneConvolution& g, const float* z, const float* packed,
                                      const LaneLayout& layout, Index a, Epilogue epilogue) {
  const Index blocks = g.channel_blocks(), taps = g.filters * g.kernel[0] * g.kernel[1];
  for (Index block = 0; block < blocks; ++block) {
    const Index first = g.first_channel(block), offset = layout.offset(first, a);
    transpose_block_of<channels_per_tile>(
        g.first_channel(block + 1) - first, g, z, packed + first * taps, a, [&](int c, Index b, Floats sum) {
          epilogue((offset + c * layout.channel_step + b) * Floats::lanes, sum);
        });
  }
}

}  // namespace
}  // namespace lgn::simd
