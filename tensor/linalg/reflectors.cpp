// The way back from tridiagonal form: a product of Householder reflections is applied in blocks,
// H_a .. H_b = I - V^T T V  with V [block,n] and T upper triangular (Schreiber and Van Loan, 1989).
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/tridiagonal.h"

namespace lgn {
namespace {

constexpr Index block_width = 64;

struct BlockReflector {
  TensorD v;  // [block, n - first - 1]: columns first + 1 .. of the reflectors
  TensorD t;  // [block, block]
};

BlockReflector make_block(const Tridiagonalization& reduction, Index first, Index last) {
  const Index n = reduction.reflectors.extent(0), width = last - first, columns = n - first - 1;
  BlockReflector block{TensorD({width, columns}), TensorD({width, width})};
  for (Index k = 0; k < width; ++k) {
    const double* row = reduction.reflectors.data() + (first + k) * n;
    std::copy(row + first + k + 1, row + n, block.v.data() + k * columns + k);
  }
  auto products = TensorD::uninitialized({width, width});
  gemm(false, true, width, width, columns, block.v.data(), columns, block.v.data(), columns, products.data(), width,
       false);
  for (Index j = 0; j < width; ++j) {
    const double tau = reduction.tau[first + j];
    block.t(j, j) = tau;
    for (Index i = 0; i < j; ++i) {
      double sum = 0;
      for (Index k = i; k < j; ++k) sum += block.t(i, k) * products(k, j);
      block.t(i, j) = -tau * sum;
    }
  }
  return block;
}

}  // namespace

void apply_reflectors(const Tridiagonalization& reduction, TensorD& rows) {
  const Index m = rows.extent(0), n = rows.extent(1);
  for (Index first = std::max<Index>(0, n - 2) / block_width * block_width; first >= 0; first -= block_width) {
    const Index last = std::min(n - 1, first + block_width), width = last - first, columns = n - first - 1;
    if (width <= 0) continue;
    const BlockReflector block = make_block(reduction, first, last);
    double* x = rows.data() + first + 1;
    auto products = TensorD::uninitialized({m, width}), factors = TensorD::uninitialized({m, width});
    gemm(false, true, m, width, columns, x, n, block.v.data(), columns, products.data(), width, false);
    gemm(false, true, m, width, width, products.data(), width, block.t.data(), width, factors.data(), width, false);
    for (double& factor : factors) factor = -factor;
    gemm(false, false, m, columns, width, factors.data(), width, block.v.data(), columns, x, n, true);
  }
}

}  // namespace lgn
