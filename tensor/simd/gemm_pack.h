// Packing: operands of a matrix product copied into slivers, in the order in which the tile reads them.
//
// A sliver holds `width` rows or columns of the operand, of which `used` exist: to[depth][width], zeros in
// the rest. Bound: the latency of memory, as the pieces read are too short for the hardware to see them
// coming; hence the prefetches.
#pragma once

#include "tensor/shape.h"

namespace lgn::simd {
namespace {  // internal linkage: see dispatch.h

/// From rows of `depth` with the sliver's entries side by side: to[k][i] = from[k * ld + i].
template <class Number, int width>
void pack_along(const Number* __restrict from, Index ld, Index depth, Index used, Number* __restrict to) {
  constexpr Index ahead = 12;
  for (Index k = 0; k < depth; ++k, from += ld, to += width) {
    if (used == width) {
      for (Index i = 0; i < width; i += 64 / sizeof(Number)) __builtin_prefetch(from + ahead * ld + i);
      for (Index i = 0; i < width; ++i) to[i] = from[i];
    } else {
      for (Index i = 0; i < width; ++i) to[i] = i < used ? from[i] : Number(0);
    }
  }
}

/// A 4x4 block turned: to[k][i] = from[i][k].
template <class Number>
inline void transpose_block(const Number* __restrict from, Index ld, Number* __restrict to, Index width) {
  typedef Number Quad __attribute__((vector_size(4 * sizeof(Number))));
  Quad row[4], half[4], column[4];
  for (Index i = 0; i < 4; ++i) row[i] = Quad{from[i * ld], from[i * ld + 1], from[i * ld + 2], from[i * ld + 3]};
  for (int i = 0; i < 4; i += 2) {
    const Quad a = row[i], b = row[i + 1];
    half[i] = Quad{a[0], b[0], a[2], b[2]};
    half[i + 1] = Quad{a[1], b[1], a[3], b[3]};
  }
  for (int k = 0; k < 2; ++k) {
    const Quad a = half[k], b = half[k + 2];
    column[k] = Quad{a[0], a[1], b[0], b[1]};
    column[k + 2] = Quad{a[2], a[3], b[2], b[3]};
  }
  for (Index k = 0; k < 4; ++k) __builtin_memcpy(to + k * width, &column[k], sizeof(Quad));
}

/// From rows of the sliver's entries with depth side by side: to[k][i] = from[i * ld + k].
template <class Number, int width>
void pack_across(const Number* __restrict from, Index ld, Index depth, Index used, Number* __restrict to) {
  constexpr Index line = 64 / sizeof(Number);
  Index i = 0;
  for (; i + 4 <= used; i += 4) {
    const Number* rows = from + i * ld;
    Index k = 0;
    for (; k + 4 <= depth; k += 4) {
      if (k % line == 0)
        for (Index r = 4; r < 8; ++r) __builtin_prefetch(rows + r * ld + k);
      transpose_block(rows + k, ld, to + k * width + i, width);
    }
    for (; k < depth; ++k)
      for (Index r = 0; r < 4; ++r) to[k * width + i + r] = rows[r * ld + k];
  }
  for (; i < width; ++i)
    for (Index k = 0; k < depth; ++k) to[k * width + i] = i < used ? from[i * ld + k] : Number(0);
}

}  // namespace
}  // namespace lgn::simd
