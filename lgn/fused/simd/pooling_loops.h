// Adaptive average pooling in lane layout, and the share of a code that is active.
#pragma once

#include "lgn/fused/simd/forward_loops.h"

namespace lgn::simd {
namespace {  // internal linkage: see tensor/simd/dispatch.h

[[gnu::always_inline]] inline void add_to(float* to, Floats x) {
  (Floats::load(to) + x).store(to);
}

/// Window i of P along an axis: [floor(i extent / P), ceil((i + 1) extent / P)).
struct PoolWindow {
  Index first, end;

  PoolWindow(Index i, Index windows, Index extent)
      : first(i * extent / windows), end(((i + 1) * extent + windows - 1) / windows) {}
};

/// Calls visit(entry of the pooled code, first pixel of a row of its window, pixels in that row, 1 / area),
/// all offsets in floats.
template <class Visit>
inline void for_each_window_row(const LaneConvolution& g, Index pooled, Visit&& visit) {
  constexpr Index lanes = Floats::lanes;
  for (Index f = 0; f < g.filters; ++f) {
    for (Index a = 0; a < pooled; ++a) {
      const PoolWindow rows(a, pooled, g.code[0]);
      for (Index b = 0; b < pooled; ++b) {
        const PoolWindow columns(b, pooled, g.code[1]);
        const Index width = columns.end - columns.first;
        const float share = 1.0f / static_cast<float>((rows.end - rows.first) * width);
        for (Index i = rows.first; i < rows.end; ++i) {
          visit(((a * g.filters + f) * pooled + b) * lanes,
                ((i * g.filters + f) * g.code[1] + columns.first) * lanes, width, Floats::broadcast(share));
        }
      }
    }
  }
}

inline void pool(const LaneConvolution& g, Index pooled, const float* u, float* result) {
  constexpr Index lanes = Floats::lanes;
  for (Index i = 0; i < g.filters * pooled * pooled * lanes; ++i) result[i] = 0;
  for_each_window_row(g, pooled, [=](Index entry, Index first, Index width, Floats share) {
    Floats total = Floats::zero();
    for (Index j = 0; j < width; ++j) total = total + Floats::load(u + first + j * lanes);
    add_to(result + entry, share * total);
  });
}

inline void pool_backward(const LaneConvolution& g, Index pooled, const float* gradient, float* du) {
  constexpr Index lanes = Floats::lanes;
  for (Index i = 0; i < g.code_size() * lanes; ++i) du[i] = 0;
  for_each_window_row(g, pooled, [=](Index entry, Index first, Index width, Floats share) {
    const Floats each = share * Floats::load(gradient + entry);
    for (Index j = 0; j < width; ++j) add_to(du + first + j * lanes, each);
  });
}

inline Index count_active(const LaneConvolution& g, const float* u, Index images) {
  const Floats mask = lanes_in_use(images);
  Index active = 0;
  for (Index i = 0; i < g.code_size(); ++i) {
    active += count_nonzero(gate(mask, Floats::load(u + i * Floats::lanes)));
  }
  return active;
}

}  // namespace
}  // namespace lgn::simd
