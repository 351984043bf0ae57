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

/// Row by row of the code, in the order in which it lies in memory: calls begin(first pixel of the row), then
/// visit(entry of the pooled code, first pixel of a window in that row, pixels, 1 / area of the window), all
/// offsets in floats.
template <class Begin, class Visit>
inline void for_each_window_row(const LaneConvolution& g, Index pooled, Begin&& begin, Visit&& visit) {
  constexpr Index lanes = Floats::lanes;
  for (Index i = 0; i < g.code[0]; ++i) {
    for (Index f = 0; f < g.filters; ++f) {
      const Index row = (i * g.filters + f) * g.code[1];
      begin(row * lanes);
      for (Index a = 0; a < pooled; ++a) {
        const PoolWindow rows(a, pooled, g.code[0]);
        if (i < rows.first || i >= rows.end) continue;
        for (Index b = 0; b < pooled; ++b) {
          const PoolWindow columns(b, pooled, g.code[1]);
          const Index width = columns.end - columns.first;
          visit(((a * g.filters + f) * pooled + b) * lanes, (row + columns.first) * lanes, width,
                Floats::broadcast(1.0f / static_cast<float>((rows.end - rows.first) * width)));
        }
      }
    }
  }
}

inline void pool(const LaneConvolution& g, Index pooled, const float* u, float* result) {
  clear(result, g.filters * pooled * pooled);
  const auto add = [=](Index entry, Index first, Index width, Floats share) {
    Floats total = Floats::zero();
    for (Index j = 0; j < width; ++j) total = total + Floats::load(u + first + j * Floats::lanes);
    add_to(result + entry, share * total);
  };
  for_each_window_row(
      g, pooled, [](Index) {}, add);
}

inline void pool_backward(const LaneConvolution& g, Index pooled, const float* gradient, float* du) {
  const auto add = [=](Index entry, Index first, Index width, Floats share) {
    const Floats each = share * Floats::load(gradient + entry);
    for (Index j = 0; j < width; ++j) add_to(du + first + j * Floats::lanes, each);
  };
  for_each_window_row(
      g, pooled, [=, &g](Index row) { clear(du + row, g.code[1]); }, add);
}

inline Index count_active(const LaneConvolution& g, const float* u, Index images) {
  const Floats mask = lanes_in_use(images);
  Index active = 0;
  for (Index i = 0; i < g.code_size(); ++i) active += count_nonzero(gate(mask, Floats::load(u + i * Floats::lanes)));
  return active;
}

}  // namespace
}  // namespace lgn::simd
