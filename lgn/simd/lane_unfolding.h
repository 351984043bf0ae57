// One unfolded layer forward, row by row, in lane layout.
#pragma once

#include "lgn/simd/unfolding_kernels.h"
#include "tensor/simd/lane_conv_transpose.h"
#include "tensor/simd/lane_convolution.h"

namespace lgn::simd {
namespace {  // internal linkage: see tensor/simd/dispatch.h

/// Positive in the lanes in use, zero in the others: gate(mask, x) clears what belongs to no image.
inline Floats lanes_in_use(Index images) {
  constexpr float ones[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  return Floats::load_first(ones, images);
}

/// Adds x to the vector at `to`.
[[gnu::always_inline]] inline void add_to(float* to, Floats x) {
  (Floats::load(to) + x).store(to);
}

/// Moves the sums of one row, `count` vectors, into double precision and clears them.
inline void collect_row(float* row_sums, Index count, Floats mask, double* totals) {
  for (Index i = 0; i < count; ++i) {
    totals[i] += sum(widened_sum(gate(mask, Floats::load(row_sums + i * Floats::lanes))));
    Floats::zero().store(row_sums + i * Floats::lanes);
  }
}

inline void clear(float* sums, Index count, double* totals) {
  for (Index i = 0; i < count * Floats::lanes; ++i) sums[i] = 0;
  for (Index i = 0; i < count; ++i) totals[i] = 0;
}

/// now[f] u_k + before[f] u_k-1 + constant[f] for one filter.
struct FilterCombination {
  Floats now, before, constant;

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
inline void code_row(const LaneConvolution& g, const Combination& combination, const CodesBefore& codes,
                     Index row, float* z) {
  for (Index f = 0; f < g.filters; ++f) {
    const FilterCombination combine(combination, f);
    const Index first = (row * g.filters + f) * g.code[1] * Floats::lanes;
    for (Index j = first; j < first + g.code[1] * Floats::lanes; j += Floats::lanes)
      combine.at(codes, j).store(z + j);
  }
}

/// r = y - conv_transpose2d(z).
struct StoreResidual {
  const float* y;
  float* r;

  [[gnu::always_inline]] void operator()(Index offset, Floats sum) const {
    (Floats::load(y + offset) - sum).store(r + offset);
  }
};

/// u = relu(z + eta conv2d(r) - threshold), and the sums for the batch norm that follows.
struct StoreCode {
  const UnfoldedLayer& layer;
  const ForwardGroup& group;
  bool with_sums;

  template <int Pixels>
  [[gnu::always_inline]] void operator()(Index filter, Index offset, const Floats (&sums)[Pixels]) const {
    const Floats eta = Floats::broadcast(layer.eta), threshold = Floats::broadcast(layer.threshold[filter]);
    const Floats ahead = Floats::broadcast(1 + layer.momentum), behind = Floats::broadcast(layer.momentum);
    Floats total = Floats::zero(), squares = Floats::zero();
#pragma GCC unroll 8
    for (int p = 0; p < Pixels; ++p) {
      const Index at = offset + p * Floats::lanes;
      const Floats start =
          group.codes.now ? Floats::load(group.z + at) - threshold : Floats::zero() - threshold;
      const Floats u = max(Floats::zero(), fma(eta, sums[p], start));
      u.store(group.u + at);
      if (!with_sums) continue;
      const Floats next = group.codes.now ? fnma(behind, Floats::load(group.codes.now + at), ahead * u) : u;
      total = total + next;
      squares = fma(next, next, squares);
    }
    if (!with_sums) return;
    add_to(group.sums + 2 * filter * Floats::lanes, total);
    add_to(group.sums + (2 * filter + 1) * Floats::lanes, squares);
  }
};

/// Row i of u needs the rows up to i - padding + m - 1 of r, and row a of r those up to a + padding of z:
/// each is made just before it is needed.
inline void forward(const LaneConvolution& g, const UnfoldedLayer& layer, const ForwardGroup& group,
                    Index images, double* norm_sums) {
  const bool first_layer = group.codes.now == nullptr;
  const float* r = first_layer ? group.y : group.r;
  const LaneLayout layout = layout_with_border(g);
  const Floats mask = lanes_in_use(images);
  if (norm_sums) clear(group.sums, 2 * g.filters, norm_sums);
  Index z_rows = 0, r_rows = 0;
  const auto make_z = [&](Index end) {
    for (; z_rows < smaller(g.code[0], end); ++z_rows) code_row(g, layer.z, group.codes, z_rows, group.z);
  };
  for (Index i = 0; i < g.code[0]; ++i) {
    if (!first_layer) {
      for (; r_rows < smaller(g.image[0], i - g.padding[0] + g.kernel[0]); ++r_rows) {
        make_z(r_rows + g.padding[0] + 1);
        lane_conv_transpose2d_row(g, group.z, layer.bank_transposed, layout, r_rows,
                                  StoreResidual{group.y, group.r});
      }
      make_z(i + 1);  // where the kernel sees nothing but padding
    }
    lane_conv2d_row(g, r, layer.bank, i, StoreCode{layer, group, norm_sums != nullptr});
    if (norm_sums) collect_row(group.sums, 2 * g.filters, mask, norm_sums);
  }
}

}  // namespace
}  // namespace lgn::simd
