// Packing: operands of a matrix product copied into slivers, in the order in which the tile reads them.
//
// A sliver holds `width` rows or columns of the operand: [depth][width], the unused ones zero.
#pragma once

#include <algorithm>

#include "tensor/shape.h"

namespace lgn::simd {

/// From rows of `depth` with the sliver's entries side by side: to[k][i] = from[k * ld + i].
template <class Number, class Source>
void pack_rows(const Source* from, Index ld, Index depth, Index used, Index width, Number* to) {
  for (Index k = 0; k < depth; ++k, from += ld, to += width) {
    for (Index i = 0; i < used; ++i) to[i] = from[i];
    for (Index i = used; i < width; ++i) to[i] = 0;
  }
}

/// A 4x4 block turned: to[k][i] = from[i][k]. Written for the compiler's vectoriser.
template <class Number, class Source>
void transpose_block(const Source* from, Index ld, Number* to, Index width) {
  Number block[4][4];
  for (Index i = 0; i < 4; ++i)
    for (Index k = 0; k < 4; ++k) block[k][i] = from[i * ld + k];
  for (Index k = 0; k < 4; ++k) std::copy(block[k], block[k] + 4, to + k * width);
}

/// From rows of the sliver's entries with depth side by side: to[k][i] = from[i * ld + k].
template <class Number, class Source>
void pack_columns(const Source* from, Index ld, Index depth, Index used, Index width, Number* to) {
  Index i = 0;
  for (; i + 4 <= used; i += 4) {
    Index k = 0;
    for (; k + 4 <= depth; k += 4) transpose_block(from + i * ld + k, ld, to + k * width + i, width);
    for (; k < depth; ++k)
      for (Index r = i; r < i + 4; ++r) to[k * width + r] = from[r * ld + k];
  }
  for (; i < width; ++i)
    for (Index k = 0; k < depth; ++k) to[k * width + i] = i < used ? Number(from[i * ld + k]) : Number(0);
}

}  // namespace lgn::simd
