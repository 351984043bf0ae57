#include "tensor/linalg/matmul.h"

#include "tensor/simd/gemm_blocked.h"

namespace lgn {
namespace {

template <class Number>
void multiply(bool transpose_a, bool transpose_b, Index M, Index N, Index K, const Number* a, Index lda,
              const Number* b, Index ldb, Number* c, Index ldc, bool accumulate) {
  if (M == 0 || N == 0) return;
  if (K > 0) {
    simd::multiply_blocked(
        simd::GemmProblem<Number>{M, N, K, {a, lda, transpose_a}, {b, ldb, transpose_b}, c, ldc, accumulate});
  } else if (!accumulate) {
    for (Index i = 0; i < M; ++i) std::fill(c + i * ldc, c + i * ldc + N, Number(0));
  }
}

template <class Number>
BasicTensor<Number> product(const BasicTensor<Number>& a, const BasicTensor<Number>& b, bool transpose_a = false,
                            bool transpose_b = false) {
  require(a.rank() == 2 && b.rank() == 2 && a.extent(!transpose_a) == b.extent(transpose_b),
          "matrix product of shapes ", a.shape(), " and ", b.shape(), ": expected ", transpose_a ? "[K, M]" : "[M, K]",
          " and ", transpose_b ? "[N, K]" : "[K, N]");
  const Index M = a.extent(transpose_a), K = a.extent(!transpose_a), N = b.extent(!transpose_b);
  auto c = BasicTensor<Number>::uninitialized({M, N});
  gemm(transpose_a, transpose_b, M, N, K, a.data(), a.extent(1), b.data(), b.extent(1), c.data(), N, false);
  return c;
}

}  // namespace

void gemm(bool transpose_a, bool transpose_b, Index M, Index N, Index K, const float* a, Index lda, const float* b,
          Index ldb, float* c, Index ldc, bool accumulate) {
  multiply(transpose_a, transpose_b, M, N, K, a, lda, b, ldb, c, ldc, accumulate);
}

void gemm(bool transpose_a, bool transpose_b, Index M, Index N, Index K, const double* a, Index lda, const double* b,
          Index ldb, double* c, Index ldc, bool accumulate) {
  multiply(transpose_a, transpose_b, M, N, K, a, lda, b, ldb, c, ldc, accumulate);
}

Tensor matmul(const Tensor& a, const Tensor& b) {
  return product(a, b);
}
TensorD matmul(const TensorD& a, const TensorD& b) {
  return product(a, b);
}
Tensor times_transposed(const Tensor& a, const Tensor& b) {
  return product(a, b, false, true);
}
TensorD times_transposed(const TensorD& a, const TensorD& b) {
  return product(a, b, false, true);
}
Tensor transposed_times(const Tensor& a, const Tensor& b) {
  return product(a, b, true, false);
}
TensorD transposed_times(const TensorD& a, const TensorD& b) {
  return product(a, b, true, false);
}

void add_upper_gram(const double* rows, Index N, TensorD& sum) {
  require(sum.rank() == 2 && sum.extent(0) == sum.extent(1), "inner products of columns are added to shape ",
          sum.shape(), "; expected a square matrix");
  const Index D = sum.extent(0);
  if (N == 0 || D == 0) return;
  simd::multiply_blocked(simd::GemmProblem<double>{.M = D,
                                                   .N = D,
                                                   .K = N,
                                                   .a = {rows, D, true},
                                                   .b = {rows, D, false},
                                                   .c = sum.data(),
                                                   .ldc = D,
                                                   .accumulate = true,
                                                   .upper = true});
}

}  // namespace lgn
