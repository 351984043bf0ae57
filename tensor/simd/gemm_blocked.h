// The blocked matrix product: what stays in which cache, and how the work is cut.
//
// C is computed in panels of K ("depth"): both operands are packed into slivers; a sliver of B stays in the
// first-level cache while the slivers of a block of A pass from the second-level one; the packed panel of B
// is shared by all threads (Goto and van de Geijn, Anatomy of High-Performance Matrix Multiplication, 2008).
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

/// C [M,N] (+)= op(A) op(B), K > 0, as in tensor/linalg/matmul.h. With `upper` only the entries on and above
/// the diagonal are wanted (M = N): tiles entirely below it are left out.
template <class Number>
struct GemmProblem {
  Index M, N, K;
  GemmOperand<Number> a, b;
  Number* c;
  Index ldc;
  bool accumulate = false;
  bool upper = false;
};

/// Number: float or double.
template <class Number>
void multiply_blocked(const GemmProblem<Number>& problem);

}  // namespace lgn::simd
