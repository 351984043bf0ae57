// One unfolded layer backward, row by row, in lane layout.
//
// With d = dL/dv_k and b = conv_transpose2d(z_k, W_k), so that dL/dr = eta conv_transpose2d(d, W_k):
//   dL/dW_k    = eta ( weight_gradient(r, d) + weight_gradient(db, z_k) ),   db = - conv_transpose2d(d, W_k)
//   dL/dz_k    = d + eta conv2d(db, W_k)
//   dL/dlmbd_k = - eta sum d
#pragma once

#include "lgn/simd/lane_unfolding.h"
#include "tensor/simd/lane_weight_gradient.h"

namespace lgn::simd {
namespace {  // internal linkage: see tensor/simd/dispatch.h

/// dL/dv_k, one row of all filters: back through batch norm, momentum, and relu.
inline void gradient_row(const LaneConvolution& g, const UnfoldedLayer& layer, const BackwardGroup& group,
                         Floats mask, Index row) {
  const Floats ahead = Floats::broadcast(1 + layer.momentum), behind = Floats::broadcast(group.next_momentum);
  const CodesBefore codes = {group.u, group.codes.now};
  for (Index f = 0; f < g.filters; ++f) {
    const bool norm = group.norm.gradient != nullptr;
    const Floats scale = Floats::broadcast(norm ? group.norm.gradient[f] : 1.0f);
    Floats total = Floats::zero();
    const Index first = (row * g.filters + f) * g.code[1] * Floats::lanes;
    for (Index j = first; j < first + g.code[1] * Floats::lanes; j += Floats::lanes) {
      Floats dzt = Floats::load(group.dz + j);
      if (norm) dzt = fma(scale, dzt, FilterCombination(group.norm.code, f).at(codes, j));
      Floats du = ahead * dzt;
      if (group.next_dzt) du = fnma(behind, Floats::load(group.next_dzt + j), du);
      if (group.dzt) dzt.store(group.dzt + j);
      const Floats dv = gate(mask, gate(Floats::load(group.u + j), du));
      total = total + dv;
      dv.store(group.d + j);
    }
    total.store(group.sums + f * Floats::lanes);
  }
}

struct StoreNegative {
  float* db;

  [[gnu::always_inline]] void operator()(Index offset, Floats sum) const {
    (Floats::zero() - sum).store(db + offset);
  }
};

/// dz = d + eta conv2d(db), and the sums for the batch norm before this layer.
struct StoreCodeGradient {
  const UnfoldedLayer& layer;
  const BackwardGroup& group;
  float* norm_sums;  // null: none wanted

  template <int Pixels>
  [[gnu::always_inline]] void operator()(Index filter, Index offset, const Floats (&sums)[Pixels]) const {
    const Floats eta = Floats::broadcast(layer.eta);
    Floats dz[Pixels];
#pragma GCC unroll 8
    for (int p = 0; p < Pixels; ++p) {
      const Index at = offset + p * Floats::lanes;
      dz[p] = fma(eta, sums[p], Floats::load(group.d + at));
      dz[p].store(group.dz + at);
    }
    if (!norm_sums) return;
    const FilterCombination normal(layer.normal, filter);
    Floats total = Floats::zero(), products = Floats::zero();
#pragma GCC unroll 8
    for (int p = 0; p < Pixels; ++p) {
      total = total + dz[p];
      products = fma(dz[p], normal.at(group.codes, offset + p * Floats::lanes), products);
    }
    add_to(norm_sums + 2 * filter * Floats::lanes, total);
    add_to(norm_sums + (2 * filter + 1) * Floats::lanes, products);
  }
};

/// A few rows at a time, as the weight gradient wants them. Row i of dz needs the rows of db up to
/// i - padding + m - 1, and row a of db those of d up to a + padding: each is made just before it is needed.
inline void backward(const LaneConvolution& g, const UnfoldedLayer& layer, const BackwardGroup& group,
                     Index images, double* threshold_sums, double* norm_sums) {
  const bool first_layer = group.codes.now == nullptr;
  const LaneLayout layout = layout_with_border(g);
  const Floats mask = lanes_in_use(images);
  float* norm_row = norm_sums ? group.sums + g.filters * Floats::lanes : nullptr;
  clear(group.sums, g.filters, threshold_sums);
  if (norm_sums) clear(norm_row, 2 * g.filters, norm_sums);

  Index d_rows = 0, db_rows = 0;
  const auto make_d = [&](Index end) {
    for (; d_rows < smaller(g.code[0], end); ++d_rows) {
      gradient_row(g, layer, group, mask, d_rows);
      collect_row(group.sums, g.filters, mask, threshold_sums);
    }
  };
  for (Index top = 0; top < g.code[0]; top += gradient_rows) {
    const Index count = smaller(gradient_rows, g.code[0] - top);
    make_d(top + count);
    lane_add_weight_gradient_rows(g, group.r, group.d, top, count, group.bank_sums);
    if (first_layer) continue;
    for (; db_rows < smaller(g.image[0], top + count - 1 - g.padding[0] + g.kernel[0]); ++db_rows) {
      make_d(db_rows + g.padding[0] + 1);
      lane_conv_transpose2d_row(g, group.d, layer.bank_transposed, layout, db_rows, StoreNegative{group.db});
    }
    for (Index i = top; i < top + count; ++i) code_row(g, layer.z, group.codes, i, group.z);
    lane_add_weight_gradient_rows(g, group.db, group.z, top, count, group.bank_sums);
    for (Index i = top; i < top + count; ++i) {
      lane_conv2d_row(g, group.db, layer.bank, i, StoreCodeGradient{layer, group, norm_row});
      if (norm_sums) collect_row(norm_row, 2 * g.filters, mask, norm_sums);
    }
  }
}

}  // namespace
}  // namespace lgn::simd
