// The loops of gemm_kernels.h. The file that includes them chooses the tile's size by the number of registers.
//
// Bound: one fused multiply-add per accumulator and k. The accumulators hide its latency (4 cycles, 2 a
// cycle: at least 8 of them) and stay in registers together with one row of b; a's entries are broadcast
// from the first-level cache.
#pragma once

#include "tensor/simd/gemm_kernels.h"
#include "tensor/simd/gemm_pack.h"

namespace lgn::simd {
namespace {  // internal linkage: see dispatch.h

template <class Vector, class Number, int rows, int vectors>
void multiply_tile(Index depth, const Number* __restrict a, const Number* __restrict b, Number* __restrict c, Index ldc,
                   Index used_rows, Index used_columns, bool accumulate) {
  constexpr int columns = vectors * Vector::lanes;
  constexpr int line = 64 / sizeof(Number);
  Vector sum[rows][vectors];
#pragma GCC unroll 16
  for (int i = 0; i < rows; ++i) {
#pragma GCC unroll 4
    for (int v = 0; v < vectors; ++v) sum[i][v] = Vector::zero();
  }
  // The tile of C arrives while the loop runs.
  for (int i = 0; i < used_rows; ++i)
    for (int j = 0; j < columns; j += line) __builtin_prefetch(c + i * ldc + j, 1);

  for (Index k = 0; k < depth; ++k) {
    Vector row[vectors];
#pragma GCC unroll 4
    for (int v = 0; v < vectors; ++v) row[v] = Vector::load(b + v * Vector::lanes);
#pragma GCC unroll 16
    for (int i = 0; i < rows; ++i) {
      const Vector factor = Vector::broadcast(a[i]);
#pragma GCC unroll 4
      for (int v = 0; v < vectors; ++v) sum[i][v] = fma(factor, row[v], sum[i][v]);
    }
    a += rows;
    b += columns;
  }

#pragma GCC unroll 16
  for (int i = 0; i < rows; ++i) {
    if (i >= used_rows) break;
#pragma GCC unroll 4
    for (int v = 0; v < vectors; ++v) {
      Number* to = c + i * ldc + v * Vector::lanes;
      const Index used = used_columns - v * Vector::lanes;
      if (used >= Vector::lanes) {
        (accumulate ? Vector::load_unaligned(to) + sum[i][v] : sum[i][v]).store_unaligned(to);
      } else if (used > 0) {
        (accumulate ? Vector::load_first(to, used) + sum[i][v] : sum[i][v]).store_first(to, used);
      }
    }
  }
}

template <class Number, int rows, int columns>
constexpr GemmPacking<Number> packing() {
  return {pack_along<Number, rows>, pack_across<Number, rows>, pack_along<Number, columns>,
          pack_across<Number, columns>};
}

template <int rows, int vectors>
constexpr GemmKernels gemm_kernels() {
  constexpr int floats = vectors * Floats::lanes, doubles = vectors * Doubles::lanes;
  return {{rows, floats, multiply_tile<Floats, float, rows, vectors>},
          {rows, doubles, multiply_tile<Doubles, double, rows, vectors>},
          packing<float, rows, floats>(),
          packing<double, rows, doubles>()};
}

}  // namespace
}  // namespace lgn::simd
