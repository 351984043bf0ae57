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

/// z_k, one row of all filters.
inline void code_row(const LaneConvolution& g, const Combination& combination, CodesBefore codes, Index row,
                     float* z) {
  for (Index f = 0; f < g.filters; ++f) {
    const FilterCombination combine(combination, f);
    const Index first = (row * g.filters + f) * g.code[1] * Floats::lanes;
    for (Index j = first; j < first + g.code[1] * Floats::lanes; j += Floats::lanes)
      combine.at(codes, j).store(z + j);
  }
}

/// One filter's row of u = relu(z + eta conv2d(r) - threshold), where u holds conv2d(r).
inline void threshold_row(const LaneConvolution& g, const LayerView& layer, const ForwardBundle& bundle,
                          Index filter, Index row) {
  const Floats eta = Floats::broadcast(layer.eta), threshold = Floats::broadcast(layer.threshold[filter]);
  const float* z = bundle.codes.now ? bundle.z : nullptr;
  float* u = bundle.u;
  const Index first = (row * g.filters + filter) * g.code[1] * Floats::lanes;
  for (Index j = first; j < first + g.code[1] * Floats::lanes; j += Floats::lanes) {
    const Floats start = z ? Floats::load(z + j) - threshold : Floats::zero() - threshold;
    max(Floats::zero(), fma(eta, Floats::load(u + j), start)).store(u + j);
  }
}

/// Adds one filter's row of the code that the batch norm after this layer sees to its moments. They are taken
/// about the mean of the first row, or the variance of a code far from zero would drown in rounding.
inline void add_moments(const LaneConvolution& g, const LayerView& layer, const ForwardBundle& bundle,
                        Index filter, Index row, Index images, NormMoments& moments) {
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

/// What the bands of a layer have in common. Band i of conv2d needs the image's rows that are complete once
/// conv_transpose2d has had band i + lag of the code.
struct BandCount {
  Index bands, lag;

  template <class Band>
  static BandCount of(const LaneConvolution& g) {
    return {(g.code[0] + Band::rows - 1) / Band::rows, (g.kernel[0] - 1 + Band::rows - 1) / Band::rows};
  }
};

/// Calls work(row) for the rows of one band of the code.
template <class Band, class Work>
[[gnu::always_inline]] inline void for_rows(const LaneConvolution& g, Index band, Work&& work) {
  for (Index row = band * Band::rows; row < smaller((band + 1) * Band::rows, g.code[0]); ++row) work(row);
}

/// Each row is made just before it is needed.
template <class Band>
void forward_in_bands(const LaneConvolution& g, const LayerView& layer, const ForwardBundle& bundle,
                      Index images, NormMoments* moments) {
  const bool first_layer = bundle.codes.now == nullptr;
  const auto [bands, lag] = BandCount::of<Band>(g);
  Band residual(g, bundle.scratch);
  for (Index step = first_layer ? lag : 0; step < bands + lag; ++step) {
    if (!first_layer) {
      for_rows<Band>(g, step, [&](Index row) { code_row(g, layer.z, bundle.codes, row, bundle.z); });
      residual.take_code(bundle.z, step);
      residual.subtract_transposed(layer.bank_transposed, bundle.y, bundle.r);
    }
    const Index band = step - lag;
    if (band < 0) continue;
    residual.take_image(first_layer ? bundle.y : bundle.r, band);
    for (Index filter = 0; filter < g.filters; ++filter) {
      if (filter % filters_per_tile == 0) residual.conv2d(layer.bank, filter, bundle.u);
      for_rows<Band>(g, band, [&](Index row) {
        threshold_row(g, layer, bundle, filter, row);
        if (moments) add_moments(g, layer, bundle, filter, row, images, moments[filter]);
      });
    }
  }
}

inline void forward(const LaneConvolution& g, const LayerView& layer, const ForwardBundle& bundle,
                    Index images, NormMoments* moments) {
  const auto in_bands = uses_toom_cook(g) ? forward_in_bands<ToomCookBand> : forward_in_bands<DirectBand>;
  in_bands(g, layer, bundle, images, moments);
}

}  // namespace
}  // namespace lgn::simd
