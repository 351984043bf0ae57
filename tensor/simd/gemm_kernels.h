// The inner-most piece of a matrix product, one version per instruction set: a tile of C that fits into the
// registers. Blocking, packing and threads around it: gemm_blocked.h.
#pragma once

#include "tensor/shape.h"

namespace lgn::simd {

template <class Number>
struct GemmTile {
  Index rows, columns;  // of a whole tile

  /// C tile = (accumulate ? C : 0) + sum_k a[k][i] b[k][j], k = 0 .. depth - 1, with a [depth][rows] and
  /// b [depth][columns] packed and aligned to 64 bytes. Writes only the first `used_rows` x `used_columns`.
  void (*multiply)(Index depth, const Number* a, const Number* b, Number* c, Index ldc, Index used_rows,
                   Index used_columns, bool accumulate);
};

struct GemmKernels {
  GemmTile<float> floats;
  GemmTile<double> doubles;

  template <class Number>
  const GemmTile<Number>& tile() const {
    if constexpr (sizeof(Number) == sizeof(float)) {
      return floats;
    } else {
      return doubles;
    }
  }

  static const GemmKernels scalar, neon, avx2, avx512;
};

}  // namespace lgn::simd
