#include "tensor/simd/gemm_blocked.h"

#include <algorithm>
#include <memory>
#include <type_traits>

#include "tensor/memory.h"
#include "tensor/simd/dispatch.h"
#include "tensor/simd/gemm_kernels.h"
#include "tensor/threads.h"

namespace lgn::simd {
namespace {

/// Depth of a panel: 512 floats, 256 doubles. Loading and storing C is then below 1 % of the work.
constexpr Index panel_bytes = 2048;
/// Of B packed at once.
constexpr Index most_columns = 4096;
/// Of A packed at once: at most 384 KiB, which stay in the second-level cache.
constexpr Index most_block_rows = 192;
/// To even out the threads, when there is work for all: a task packs its block of A anew, which costs a
/// small product more than its arithmetic.
constexpr Index enough_tasks = 8;
constexpr Index least_products_in_task = 1 << 18;
constexpr Index least_packed_in_task = 1 << 13;

Index ceil_div(Index a, Index b) {
  return (a + b - 1) / b;
}

template <class Number>
std::shared_ptr<Number> buffer(Index count) {
  return std::static_pointer_cast<Number>(allocate(static_cast<std::size_t>(count) * sizeof(Number)));
}

template <class Number>
const GemmTile<Number>& tile_of(const GemmKernels& kernels) {
  if constexpr (std::is_same_v<Number, float>) {
    return kernels.floats;
  } else {
    return kernels.doubles;
  }
}

template <class Number>
const GemmPacking<Number>& packing_of(const GemmKernels& kernels) {
  if constexpr (std::is_same_v<Number, float>) {
    return kernels.pack_floats;
  } else {
    return kernels.pack_doubles;
  }
}

/// Where a panel lies: columns of B and C, and the range of k.
struct Panel {
  Index column, columns, k, depth;
};

template <class Number>
struct Product {
  const GemmTile<Number>& tile;
  const GemmPacking<Number>& packing;
  GemmProblem<Number> problem;

  /// Slivers [first, last) of an operand over the panel's depth. `along`: entries of a sliver lie side by
  /// side.
  static void pack(const GemmOperand<Number>& operand, bool along, GemmPack<Number> copy, Index width, Index extent,
                   const Panel& panel, Index first, Index last, Number* to) {
    for (Index sliver = first; sliver < last; ++sliver, to += panel.depth * width) {
      const Index from = sliver * width;
      copy(operand.data + (along ? panel.k * operand.ld + from : from * operand.ld + panel.k), operand.ld, panel.depth,
           std::min(width, extent - from), to);
    }
  }

  void pack_b(const Panel& panel, Number* packed) const {
    const GemmOperand<Number>& b = problem.b;
    const Index first = panel.column / tile.columns;
    const Index grain = ceil_div(least_packed_in_task, panel.depth * tile.columns);
    parallel_ranges(ceil_div(panel.columns, tile.columns), grain, [&](Index begin, Index end) {
      pack(b, !b.transposed, b.transposed ? packing.b_across : packing.b_along, tile.columns, problem.N, panel,
           first + begin, first + end, packed + begin * panel.depth * tile.columns);
    });
  }

  /// Rows of tiles [first_row, last_row) times the panel's slivers [first, last).
  void multiply_block(const Panel& panel, const Number* packed_b, Index first_row, Index last_row, Index first,
                      Index last) const {
    const GemmOperand<Number>& a = problem.a;
    const auto packed_a = buffer<Number>((last_row - first_row) * tile.rows * panel.depth);
    pack(a, a.transposed, a.transposed ? packing.a_along : packing.a_across, tile.rows, problem.M, panel, first_row,
         last_row, packed_a.get());
    for (Index sliver = first; sliver < last; ++sliver) {
      const Index j = panel.column + sliver * tile.columns;
      for (Index row = first_row; row < last_row; ++row) {
        const Index i = row * tile.rows;
        if (problem.upper && j + tile.columns <= i) break;
        tile.multiply(panel.depth, packed_a.get() + (row - first_row) * tile.rows * panel.depth,
                      packed_b + sliver * tile.columns * panel.depth, problem.c + i * problem.ldc + j, problem.ldc,
                      std::min(tile.rows, problem.M - i), std::min(tile.columns, panel.column + panel.columns - j),
                      problem.accumulate || panel.k > 0);
      }
    }
  }

  void multiply_panel(const Panel& panel, Number* packed_b) const {
    pack_b(panel, packed_b);
    const Index rows = ceil_div(problem.M, tile.rows), slivers = ceil_div(panel.columns, tile.columns);
    const Index tasks =
        std::min(enough_tasks, ceil_div(problem.M * panel.columns * panel.depth, least_products_in_task));
    // As many blocks for one thread as for another.
    const Index row_blocks = std::min(rows, tasks * ceil_div(problem.M, most_block_rows * tasks));
    const Index column_blocks = std::min(slivers, ceil_div(tasks, row_blocks));
    parallel_for(row_blocks * column_blocks, [&](Index task) {
      const Index i = task / column_blocks, j = task % column_blocks;
      multiply_block(panel, packed_b, rows * i / row_blocks, rows * (i + 1) / row_blocks, slivers * j / column_blocks,
                     slivers * (j + 1) / column_blocks);
    });
  }

  void run() const {
    const Index panels = ceil_div(problem.K, panel_bytes / static_cast<Index>(sizeof(Number)));
    const Index most_depth = ceil_div(problem.K, panels);
    const Index width = most_columns / tile.columns * tile.columns;
    const auto packed_b = buffer<Number>((std::min(problem.N, width) + tile.columns) * most_depth);
    for (Index column = 0; column < problem.N; column += width)
      for (Index k = 0; k < problem.K; k += most_depth)
        multiply_panel({column, std::min(width, problem.N - column), k, std::min(most_depth, problem.K - k)},
                       packed_b.get());
  }
};

}  // namespace

template <class Number>
void multiply_blocked(const GemmProblem<Number>& problem) {
  const GemmKernels& kernels = select<GemmKernels>();
  Product<Number>{tile_of<Number>(kernels), packing_of<Number>(kernels), problem}.run();
}

template void multiply_blocked(const GemmProblem<float>&);
template void multiply_blocked(const GemmProblem<double>&);

}  // namespace lgn::simd
