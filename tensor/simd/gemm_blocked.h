// The blocked matrix product: what stays in which cache, and how the work is cut.
//
// C is computed in panels of K ("depth"): both operands are packed into slivers; a sliver of B stays in the
// first-level cache while the slivers of a block of A pass from the second-level one; the packed panel of B
// is shared by all threads. (Goto and van de Geijn, Anatomy of high-performance matrix multiplication, 2008.)
// Every entry of C is summed in the order of k, panel by panel, whatever the threads do.
#pragma once

#include "tensor/shape.h"

namespace lgn::simd {

/// An operand: row-major, `transposed` when the product uses its transpose.
template <class Number>
struct GemmOperand {
  const Number* data;
  Index ld;
  bool transposed;
};

/// C [M,N] (+)= op(A) op(B) as in tensor/linalg/matmul.h. With `upper` only the entries on and above the
/// diagonal are wanted (M = N): blocks entirely below are left out.
template <class Number, class Source>
void multiply_blocked(Index M, Index N, Index K, GemmOperand<Source> a, GemmOperand<Source> b, Number* c,
                      Index ldc, bool accumulate, bool upper = false);

extern template void multiply_blocked(Index, Index, Index, GemmOperand<float>, GemmOperand<float>, float*,
                                      Index, bool, bool);
extern template void multiply_blocked(Index, Index, Index, GemmOperand<double>, GemmOperand<double>, double*,
                                      Index, bool, bool);
/// Single precision in, products and sums in double.
extern template void multiply_blocked(Index, Index, Index, GemmOperand<float>, GemmOperand<float>, double*,
                                      Index, bool, bool);

}  // namespace lgn::simd
