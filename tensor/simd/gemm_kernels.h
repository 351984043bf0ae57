// The inner-most piece of a matrix product, one version per instruction set: a tile of C that fits into the
// registers. Blocking, packing and threads around it: gemm_blocked.h.
#pragma once

#include "tensor/shape.h"

namespace lgn::simd {

/// Copies `depth` x `used` entries of an operand into a sliver [depth][width], zeros beyond `used`.
template <class Number>
using GemmPack = void (*)(const Number* from, Index ld, Index depth, Index used, Number* sliver);

template <class Number>
struct GemmTile {
  Index rows, columns;  // of a whole tile

  /// C tile = (accumulate ? C : 0) + sum_k a[k][i] b[k][j], k = 0 .. depth - 1, with a [depth][rows] and
  /// b [depth][columns] packed and aligned to 64 bytes. Writes only the first `used_rows` x `used_columns`.
  void (*multiply)(Index depth, const Number* a, const Number* b, Number* c, Index ldc, Index used_rows,
                   Index used_columns, bool accumulate);
};

/// The four ways into a sliver: of A (width: the tile's rows) or B (its columns), from memory in which the
/// sliver's entries lie side by side ("along") or depth does ("across").
template <class Number>
struct GemmPacking {
  GemmPack<Number> a_along, a_across, b_along, b_across;
};

struct GemmKernels {
  GemmTile<float> floats;
  GemmTile<double> doubles;
  GemmPacking<float> pack_floats;
  GemmPacking<double> pack_doubles;

  static const GemmKernels scalar, neon, avx2, avx512;
};

}  // namespace lgn::simd
