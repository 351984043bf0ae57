// One unfolded layer forward, band by band of rows, in lane layout.
#pragma once

#include "lgn/fused/simd/unfolding_kernels.h"
#include "tensor/simd/direct_band.h"
#include "tensor/simd/toom_cook_band.h"

namespace lgn::simd {
namespace {  // internal linkage: see tensor/simd/dispatch.h

/// Positive in the lanes in use, zero in the others: gate(mask, x) clears what belongs to no image.
inline Floats lanes_in_use(Index images) {
  constexpr float ones[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  return Floats::load_first(ones, images);
}

/// now[f] u_k + before[f] u_k-1 + constant[f] for one filter.
struct FilterCombination {
  Floats now = Floats::zero(), before = Floats::zero(), constant = Floats::zero();

  FilterCombination() = default;
  FilterCombination(const Combination& all, Index filter)
      : now(Floats::broadcast(all.now[filter])),
        before(Floats::broadcast(all.before[filter])),
        constant(Floats::broadcast(all.constant[filter])) {}

  [[gnu::always_inline]] Floats at(const CodesBefore& codes, Index offset) const {
    const Floats rest = codes.before ? fma(before, Floats::load(codes.before + offset), constant) : constant;
    return fma(now, Floats::load(codes.now + offset), rest);
  }
};

/// One filter's row of z_k, at `to`.
inline void code_row(const LaneConvolution& g, const Combination& combination, CodesBefore codes, Index filter,
                     Index row, float* to) {
  const FilterCombination combine(combination, filter);
  const Index first = (row * g.filters + filter) * g.code[1] * Floats::lanes;
  for (Index j = 0; j < g.code[1] * Floats::lanes; j += Floats::lanes) combine.at(codes, first + j).store(to + j);
}

/// One filter's row of u = relu(z + eta conv2d(r) - threshold), where u holds z, from the row of conv2d(r).
inline void threshold_row(const LaneConvolution& g, const LayerView& layer, const ForwardBundle& bundle,
                          const float* convolved, Index filter, Index row) {
  const Floats eta = Floats::broadcast(layer.eta), threshold = Floats::broadcast(layer.threshold[filter]);
  const bool first_layer = bundle.codes.now == nullptr;  // z_0 = 0
  float* u = bundle.u + (row * g.filters + filter) * g.code[1] * Floats::lanes;
  for (Index j = 0; j < g.code[1] * Floats::lanes; j += Floats::lanes) {
    const Floats start = (first_layer ? Floats::zero() : Floats::load(u + j)) - threshold;
    max(Floats::zero(), fma(eta, Floats::load(convolved + j), start)).store(u + j);
  }
}

/// Adds one filter's row of the code that the batch norm after this layer sees to its moments. They are taken
/// about the mean of the first row, or the variance of a code far from zero would drown in rounding.
inline void add_moments(const LaneConvolution& g, const LayerView& layer, const ForwardBundle& bundle, Index filter,
                        Index row, Index images, NormMoments& moments) {
  const Floats ahead = Floats::broadcast(1 + layer.momentum), behind = Floats::broadcast(layer.momentum);
  const Floats mask = lanes_in_use(images);
  const float *u = bundle.u, *now = bundle.codes.now;
  const Index first = (row * g.filters + filter) * g.code[1] * Floats::lanes;
  const Index end = first + g.code[1] * Floats::lanes;
  const auto code = [=](Index j) {
    return now ? fnma(behind, Floats::load(now + j), ahead * Floats::load(u + j)) : Floats::load(u + j);
  };
  Floats total = Floats::zero(), squares = Floats::zero(), codes = Floats::zero();
  if (row == 0) {
    for (Index j = first; j < end; j += Floats::lanes) total = total + code(j);
    const double mean = sum(widened_sum(gate(mask, total))) / static_cast<double>(g.code[1] * images);
    moments = {.origin = static_cast<float>(mean), .sum = 0, .squares = 0, .code_sum = 0};
    total = Floats::zero();
  }
  const Floats origin = Floats::broadcast(moments.origin);
  for (Index j = first; j < end; j += Floats::lanes) {
    const Floats distance = code(j) - origin;
    total = total + distance;
    squares = fma(distance, distance, squares);
    codes = codes + Floats::load(u + j);
  }
  moments.code_sum += sum(widened_sum(gate(mask, codes)));
  moments.sum += sum(widened_sum(gate(mask, total)));
  moments.squares += sum(widened_sum(gate(mask, squares)));
}

inline void clear(float* x, Index vectors) {
  for (Index i = 0; i < vectors * Floats::lanes; i += Floats::lanes) Floats::zero().store(x + i);
}

/// Zeros around an image [padded H, C, padded W].
inline void clear_border(const LaneConvolution& g, float* image) {
  const Index width = g.padded(1), bottom = g.padding[0] + g.image[0];
  for (Index row = 0; row < g.padded(0); ++row) {
    const Index margin = row < g.padding[0] || row >= bottom ? width : g.padding[1];
    for (Index c = 0; c < g.channels; ++c, image += width * Floats::lanes) {
      clear(image, margin);
      clear(image + (width - margin) * Floats::lanes, margin);
    }
  }
}

/// What the bands of a layer have in common. Band i of conv2d needs the image's rows that are complete once
/// conv_transpose2d has had band i + lag of the code.
struct BandCount {
  Index bands, lag;

  template <class Band>
  static BandCount of(const LaneConvolution& g) {
    return {(g.code[0] + Band::rows - 1) / Band::rows, (g.kernel[0] - 1 + Band::rows - 1) / Band::rows};
  }
};

/// Calls finish(filter, row, row of conv2d) for the rows of one band of the code.
template <class Band, class Finish>
[[gnu::always_inline]] inline void convolve(const LaneConvolution& g, Band& band, const float* bank, Index index,
                                            Finish&& finish) {
  const Index top = index * Band::rows, width = g.code[1] * Floats::lanes;
  const float* convolved = nullptr;
  for (Index filter = 0; filter < g.filters; ++filter) {
    const Index k = filter % filters_per_tile;
    if (k == 0) convolved = band.conv2d(bank, filter);
    for (Index i = 0; i < smaller(Band::rows, g.code[0] - top); ++i)
      finish(filter, top + i, convolved + (i * filters_per_tile + k) * width);
  }
}

/// Each row is made just before it is needed. Until a band's convolution is there, its rows of u hold z.
template <class Band>
void forward_in_bands(const LaneConvolution& g, const LayerView& layer, const ForwardBundle& bundle, Index images,
                      NormMoments* moments) {
  const bool first_layer = bundle.codes.now == nullptr;
  const auto [bands, lag] = BandCount::of<Band>(g);
  Band residual(g, bundle.scratch);
  if (!first_layer) clear_border(g, bundle.r);
  for (Index step = first_layer ? lag : 0; step < bands + lag; ++step) {
    if (!first_layer) {
      residual.take_code(bundle.u, step, [&](Index filter, Index row, float* to) {
        code_row(g, layer.z, bundle.codes, filter, row, to);
      });
      residual.subtract_transposed(layer.bank_transposed, bundle.y, bundle.r);
    }
    const Index band = step - lag;
    if (band < 0) continue;
    residual.take_image(first_layer ? bundle.y : bundle.r, band);
    convolve(g, residual, layer.bank, band, [&](Index filter, Index row, const float* convolved) {
      threshold_row(g, layer, bundle, convolved, filter, row);
      if (moments) add_moments(g, layer, bundle, filter, row, images, moments[filter]);
    });
  }
}

inline void forward(const LaneConvolution& g, const LayerView& layer, const ForwardBundle& bundle, Index images,
                    NormMoments* moments) {
  with_band(g, [&](auto band) { forward_in_bands<typename decltype(band)::type>(g, layer, bundle, images, moments); });
}

}  // namespace
}  // namespace lgn::simd
