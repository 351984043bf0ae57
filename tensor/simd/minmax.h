// The smaller and the larger of two indices, for kernels: always inlined, because the library's templates
// could come out once for AVX and be used everywhere (tensor/simd/dispatch.h).
#pragma once

#include "tensor/shape.h"

namespace lgn::simd {

[[gnu::always_inline]] inline Index smaller(Index a, Index b) {
  return a < b ? a : b;
}
[[gnu::always_inline]] inline Index larger(Index a, Index b) {
  return a > b ? a : b;
}

}  // namespace lgn::simd
