#include "tensor/simd/gemm_blocked.h"

#include <memory>

#include "tensor/memory.h"
#include "tensor/simd/dispatch.h"
#include "tensor/simd/gemm_kernels.h"
#include "tensor/simd/gemm_pack.h"
#include "tensor/threads.h"

namespace lgn::simd {
namespace {

#ifndef KCB
#define KCB 1024
#endif
constexpr Index panel_bytes = KCB;    // depth of a panel: 256 floats or 128 doubles
constexpr Index most_columns = 4096;  // of B packed at once
constexpr Index fewest_tasks = 8;     // when the problem has as many tiles: enough to even out threads
constexpr Index most_block_rows = 192;

Index ceil_div(Index a, Index b) {
  return (a + b - 1) / b;
}

template <class Number>
std::shared_ptr<Number> buffer(Index count) {
  return std::static_pointer_cast<Number>(allocate(static_cast<std::size_t>(count) * sizeof(Number)));
}

/// Slivers [first, last) of an operand's rows or columns, over [k, k + depth).
template <class Number, class Source>
void pack(const GemmOperand<Source>& operand, bool depth_is_contiguous, Index extent, Index k, Index depth,
          Index width, Index first, Index last, Number* to) {
  for (Index sliver = first; sliver < last; ++sliver, to += depth * width) {
    const Index from = sliver * width, used = std::min(width, extent - from);
    if (depth_is_contiguous)
      pack_columns(operand.data + from * operand.ld + k, operand.ld, depth, used, width, to);
    else
      pack_rows(operand.data + k * operand.ld + from, operand.ld, depth, used, width, to);
  }
}

/// One panel: C[:, column .. column + columns) (+)= A[:, k .. k + depth) B[k .. k + depth, same columns).
template <class Number, class Source>
struct Panel {
  const GemmTile<Number>& tile;
  GemmOperand<Source> a, b;
  Number* c;
  Index ldc, M, N, column, columns, k, depth;
  bool accumulate, upper;
  Number* packed_b;

  void pack_b() const {
    const Index slivers = ceil_div(columns, tile.columns), first = column / tile.columns;
    parallel_ranges(slivers, 4, [&](Index begin, Index end) {
      pack(b, b.transposed, N, k, depth, tile.columns, first + begin, first + end,
           packed_b + begin * depth * tile.columns);
    });
  }

  /// Rows of tiles [first_row, last_row) times columns of tiles [first, last).
  void multiply(Index first_row, Index last_row, Index first, Index last) const {
    const auto packed_a = buffer<Number>((last_row - first_row) * tile.rows * depth);
    pack(a, !a.transposed, M, k, depth, tile.rows, first_row, last_row, packed_a.get());
    for (Index s = first; s < last; ++s) {
      const Index j = column + s * tile.columns;
      for (Index r = first_row; r < last_row; ++r) {
        const Index i = r * tile.rows;
        if (upper && j + tile.columns <= i) break;
        tile.multiply(depth, packed_a.get() + (r - first_row) * tile.rows * depth,
                      packed_b + s * tile.columns * depth, c + i * ldc + j, ldc, std::min(tile.rows, M - i),
                      std::min(tile.columns, column + columns - j), accumulate);
      }
    }
  }

  void run() const {
    pack_b();
    const Index rows = ceil_div(M, tile.rows), slivers = ceil_div(columns, tile.columns);
    const Index row_blocks = std::min(rows, std::max(fewest_tasks, ceil_div(M, most_block_rows)));
    const Index column_blocks = std::min(slivers, ceil_div(fewest_tasks, row_blocks));
    parallel_for(row_blocks * column_blocks, [&](Index task) {
      const Index i = task / column_blocks, j = task % column_blocks;
      multiply(rows * i / row_blocks, rows * (i + 1) / row_blocks, slivers * j / column_blocks,
               slivers * (j + 1) / column_blocks);
    });
  }
};

}  // namespace

template <class Number, class Source>
void multiply_blocked(Index M, Index N, Index K, GemmOperand<Source> a, GemmOperand<Source> b, Number* c,
                      Index ldc, bool accumulate, bool upper) {
  const auto& tile = select<GemmKernels>().tile<Number>();
  const Index panels = ceil_div(K, panel_bytes / static_cast<Index>(sizeof(Number)));
  const Index most_depth = ceil_div(K, panels);
  const Index width = most_columns / tile.columns * tile.columns;
  const auto packed_b =
      buffer<Number>(ceil_div(std::min(N, width), tile.columns) * tile.columns * most_depth);
  for (Index column = 0; column < N; column += width) {
    for (Index k = 0; k < K; k += most_depth) {
      Panel<Number, Source>{tile,
                            a,
                            b,
                            c,
                            ldc,
                            M,
                            N,
                            column,
                            std::min(width, N - column),
                            k,
                            std::min(most_depth, K - k),
                            accumulate || k > 0,
                            upper,
                            packed_b.get()}
          .run();
    }
  }
}

template void multiply_blocked(Index, Index, Index, GemmOperand<float>, GemmOperand<float>, float*, Index,
                               bool, bool);
template void multiply_blocked(Index, Index, Index, GemmOperand<double>, GemmOperand<double>, double*, Index,
                               bool, bool);
template void multiply_blocked(Index, Index, Index, GemmOperand<float>, GemmOperand<float>, double*, Index,
                               bool, bool);

}  // namespace lgn::simd
