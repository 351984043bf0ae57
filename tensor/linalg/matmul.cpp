#include "tensor/linalg/matmul.h"

#include "tensor/threads.h"

namespace lgn {
namespace {

template <class Number>
void multiply(bool transpose_a, bool transpose_b, Index M, Index N, Index K, const Number* a, Index lda,
              const Number* b, Index ldb, Number* c, Index ldc, bool accumulate) {
  const Index a_row = transpose_a ? 1 : lda, a_column = transpose_a ? lda : 1;
  const Index b_row = transpose_b ? 1 : ldb, b_column = transpose_b ? ldb : 1;
  parallel_ranges(M, 16, [&](Index first, Index last) {
    for (Index i = first; i < last; ++i) {
      Number* row = c + i * ldc;
      if (!accumulate) std::fill(row, row + N, Number(0));
      for (Index k = 0; k < K; ++k) {
        const Number factor = a[i * a_row + k * a_column];
        for (Index j = 0; j < N; ++j) row[j] += factor * b[k * b_row + j * b_column];
      }
    }
  });
}

template <class Number>
BasicTensor<Number> product(const BasicTensor<Number>& a, const BasicTensor<Number>& b) {
  require(a.rank() == 2 && b.rank() == 2 && a.extent(1) == b.extent(0), "matrix product of shapes ",
          to_string(a.shape()), " and ", to_string(b.shape()), ": expected [M, K] and [K, N]");
  const Index M = a.extent(0), K = a.extent(1), N = b.extent(1);
  auto c = BasicTensor<Number>::uninitialized({M, N});
  gemm(false, false, M, N, K, a.data(), K, b.data(), N, c.data(), N, false);
  return c;
}

}  // namespace

void gemm(bool transpose_a, bool transpose_b, Index M, Index N, Index K, const float* a, Index lda,
          const float* b, Index ldb, float* c, Index ldc, bool accumulate) {
  multiply(transpose_a, transpose_b, M, N, K, a, lda, b, ldb, c, ldc, accumulate);
}

void gemm(bool transpose_a, bool transpose_b, Index M, Index N, Index K, const double* a, Index lda,
          const double* b, Index ldb, double* c, Index ldc, bool accumulate) {
  multiply(transpose_a, transpose_b, M, N, K, a, lda, b, ldb, c, ldc, accumulate);
}

Tensor matmul(const Tensor& a, const Tensor& b) {
  return product(a, b);
}
TensorD matmul(const TensorD& a, const TensorD& b) {
  return product(a, b);
}

}  // namespace lgn
