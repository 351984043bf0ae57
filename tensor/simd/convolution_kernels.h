// Convolution kernels in lane layout: every vector lane holds another image.
//
// The kernels see one bundle of V images (V = the float lanes of the instruction set) as if it were one image
// of vectors, rows outermost: x is [H + 2 padding, C, W + 2 padding] with a border of zeros, z is [h, F, w],
// each entry V floats. A row of all channels is then one stretch of memory, and going down the rows reads
// memory in order. Weights are the same for all images, so they are broadcast; no lane ever meets another,
// borders never fall inside a vector, and any width fills it. Filters are packed so that a kernel reads them
// in order.
#pragma once

#include "tensor/shape.h"
#include "tensor/simd/dispatch.h"
#include "tensor/simd/minmax.h"

namespace lgn::simd {

/// Filters that a kernel works on at a time; packed filters are padded with zeros to a multiple.
inline constexpr Index filters_per_tile = 4;
/// Rows of the code that the gradient of filters is worth taking at a time.
inline constexpr Index gradient_rows = 4;
/// The most channels that the transposed convolution works on at a time.
inline constexpr Index channels_per_tile = 4;

/// The extents of one convolution; index 0 is vertical, 1 horizontal. Its functions are always inlined,
/// because kernels and baseline code share them.
struct LaneConvolution {
  Index channels, filters;
  Index kernel[2], stride[2], padding[2];
  Index image[2];  // without the border
  Index code[2];

  [[gnu::always_inline]] Index padded(int axis) const { return image[axis] + 2 * padding[axis]; }
  /// Channels are divided evenly into blocks: 5 are 3 + 2. Block i is [first_channel(i), first_channel(i +
  /// 1)).
  [[gnu::always_inline]] Index channel_blocks() const { return (channels + channels_per_tile - 1) / channels_per_tile; }
  [[gnu::always_inline]] Index first_channel(Index block) const { return block * channels / channel_blocks(); }
  [[gnu::always_inline]] Index filter_blocks() const { return (filters + filters_per_tile - 1) / filters_per_tile; }
  /// Vectors in one bundle of images with border / without, and in one bundle of codes.
  [[gnu::always_inline]] Index padded_image_size() const { return channels * padded(0) * padded(1); }
  [[gnu::always_inline]] Index image_size() const { return channels * image[0] * image[1]; }
  [[gnu::always_inline]] Index code_size() const { return filters * code[0] * code[1]; }
  /// Numbers in packed filters of either order.
  [[gnu::always_inline]] Index packed_size() const {
    return filter_blocks() * filters_per_tile * channels * kernel[0] * kernel[1];
  }
};

/// Where the entries of an image lie, in vectors.
struct LaneLayout {
  Index row_step, channel_step, origin;

  [[gnu::always_inline]] Index offset(Index channel, Index row) const {
    return channel * channel_step + row * row_step + origin;
  }
};
[[gnu::always_inline]] inline LaneLayout layout_without_border(const LaneConvolution& g) {
  return {g.channels * g.image[1], g.image[1], 0};
}
[[gnu::always_inline]] inline LaneLayout layout_with_border(const LaneConvolution& g) {
  return {g.channels * g.padded(1), g.padded(1), g.padding[0] * g.channels * g.padded(1) + g.padding[1]};
}

/// w [F,C,r,s] -> [ceil(F/4)][C][r][s][4], for conv2d.
void pack_filters(const LaneConvolution& shape, const float* w, float* packed);

/// w [F,C,r,s] -> for each block of B channels, [F][r][s][B], for conv_transpose2d.
void pack_filters_transposed(const LaneConvolution& shape, const float* w, float* packed);

/// Each function works on one bundle of images. Addresses are aligned to a vector.
struct ConvolutionKernels {
  /// V: the floats in a vector.
  Index lanes;

  /// x with border, packed filters -> z.
  void (*conv2d)(const LaneConvolution& shape, const float* x, const float* packed, float* z);

  /// z, filters packed transposed -> x without border.
  void (*conv_transpose2d)(const LaneConvolution& shape, const float* z, const float* packed, float* x);

  /// Adds the products of x (with border) and z to `sums`, packed_size() vectors, lane by lane.
  void (*add_weight_gradient)(const LaneConvolution& shape, const float* x, const float* z, float* sums);

  /// The lanes of `sums` added up: w_gradient [F,C,r,s].
  void (*reduce_weight_gradient)(const LaneConvolution& shape, const float* sums, float* w_gradient);

  static const ConvolutionKernels scalar, neon, avx2, avx512;
};

}  // namespace lgn::simd
