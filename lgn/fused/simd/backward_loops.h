// One unfolded layer backward, band by band of rows, in lane layout.
//
// With d = dL/dv_k and b = conv_transpose2d(z_k, W_k), so that dL/dr = eta conv_transpose2d(d, W_k):
//   dL/dW_k    = eta ( weight_gradient(r, d) + weight_gradient(db, z_k) ),   db = - conv_transpose2d(d, W_k)
//   dL/dz_k    = d + eta conv2d(db, W_k)
//   dL/dlmbd_k = - eta sum d
#pragma once

#include "lgn/fused/simd/forward_loops.h"

namespace lgn::simd {
namespace {  // internal linkage: see tensor/simd/dispatch.h

/// One filter's row of d = dL/dv_k in the place of dz: back through batch norm, momentum, and relu. Adds to
/// `totals` the sums of what passes the relu and of what does not.
inline void gradient_row(const LaneConvolution& g, const LayerView& layer, const BackwardBundle& bundle, Floats mask,
                         Index filter, Index row, float* dz, ThresholdSums& totals) {
  const Floats ahead = Floats::broadcast(1 + layer.momentum), behind = Floats::broadcast(bundle.next_momentum);
  // Local copies, which the compiler knows that no store changes.
  const float *u = bundle.u, *next_dzt = bundle.next_dzt;
  float* dzt = bundle.dzt;
  const CodesBefore codes = {u, bundle.codes.now};
  const bool norm = bundle.norm.gradient != nullptr;
  const Floats scale = Floats::broadcast(norm ? bundle.norm.gradient[filter] : 1.0f);
  const Floats rest = Floats::broadcast(norm ? bundle.norm.rest[filter] : 0.0f);
  const FilterCombination combine = norm ? FilterCombination(bundle.norm.code, filter) : FilterCombination();
  Floats passed = Floats::zero(), stopped = Floats::zero(), active = Floats::zero();
  const Index first = (row * g.filters + filter) * g.code[1] * Floats::lanes;
  for (Index j = first; j < first + g.code[1] * Floats::lanes; j += Floats::lanes) {
    Floats inner = Floats::load(dz + (j - first));
    if (norm) inner = fma(scale, inner, rest) + combine.at(codes, j);
    Floats du = ahead * inner;
    if (next_dzt) du = fnma(behind, Floats::load(next_dzt + j), du);
    if (dzt) inner.store(dzt + j);
    du = gate(mask, du);
    const Floats dv = gate(Floats::load(u + j), du);
    passed = passed + dv;
    stopped = stopped + (du - dv);
    active = active + gate(Floats::load(u + j), mask);
    dv.store(dz + (j - first));
  }
  totals.passed += sum(widened_sum(passed));
  totals.stopped += sum(widened_sum(stopped));
  totals.active += sum(widened_sum(active));
}

/// One filter's row of dz = d + eta conv2d(db), where dz holds d, from the row of conv2d(db); adds the sums
/// for the batch norm before this layer to `totals`, unless null.
inline void code_gradient_row(const LaneConvolution& g, const LayerView& layer, const BackwardBundle& bundle,
                              const float* convolved, Index filter, Index row, double* totals) {
  const Floats eta = Floats::broadcast(layer.eta);
  const FilterCombination normal = totals ? FilterCombination(layer.normal, filter) : FilterCombination();
  const CodesBefore codes = bundle.codes;
  float* dz = bundle.dz;
  Floats total = Floats::zero(), products = Floats::zero();
  const Index first = (row * g.filters + filter) * g.code[1] * Floats::lanes;
  for (Index j = first; j < first + g.code[1] * Floats::lanes; j += Floats::lanes) {
    const Floats gradient = fma(eta, Floats::load(convolved + (j - first)), Floats::load(dz + j));
    gradient.store(dz + j);
    if (!totals) continue;
    total = total + gradient;
    products = fma(gradient, normal.at(codes, j), products);
  }
  if (!totals) return;
  totals[2 * filter] += sum(widened_sum(total));
  totals[2 * filter + 1] += sum(widened_sum(products));
}

/// As forward_in_bands, with d in the place of z and db in that of r. Until a band's convolution is there,
/// its rows of dz hold d.
template <class Band>
void backward_in_bands(const LaneConvolution& g, const LayerView& layer, const BackwardBundle& bundle, Index images,
                       ThresholdSums* threshold_sums, double* norm_sums) {
  const bool first_layer = bundle.codes.now == nullptr;
  const Floats mask = lanes_in_use(images);
  for (Index f = 0; f < g.filters; ++f) threshold_sums[f] = {0, 0, 0};
  for (Index i = 0; norm_sums && i < 2 * g.filters; ++i) norm_sums[i] = 0;
  clear(bundle.bank_sums, band_packed_size(g));
  if (!first_layer) clear_border(g, bundle.db);

  const auto [bands, lag] = BandCount::of<Band>(g);
  Band gradient(g, bundle.scratch);
  for (Index step = 0; step < (first_layer ? bands : bands + lag); ++step) {
    gradient.take_code(bundle.dz, step, [&](Index filter, Index row, float* dz) {
      gradient_row(g, layer, bundle, mask, filter, row, dz, threshold_sums[filter]);
    });
    if (step < bands) {
      gradient.take_image(bundle.r, step);
      gradient.add_weight_gradient(bundle.bank_sums);
    }
    if (first_layer) continue;
    gradient.subtract_transposed(layer.bank_transposed, nullptr, bundle.db);
    const Index band = step - lag;
    if (band < 0) continue;
    gradient.take_code(nullptr, band,
                       [&](Index filter, Index row, float* z) { code_row(g, layer.z, bundle.codes, filter, row, z); });
    gradient.take_image(bundle.db, band);
    gradient.add_weight_gradient(bundle.bank_sums);
    convolve(g, gradient, layer.bank, band, [&](Index filter, Index row, const float* convolved) {
      code_gradient_row(g, layer, bundle, convolved, filter, row, norm_sums);
    });
  }
}

inline void backward(const LaneConvolution& g, const LayerView& layer, const BackwardBundle& bundle, Index images,
                     ThresholdSums* threshold_sums, double* norm_sums) {
  with_band(g, [&](auto band) {
    backward_in_bands<typename decltype(band)::type>(g, layer, bundle, images, threshold_sums, norm_sums);
  });
}

}  // namespace
}  // namespace lgn::simd
