// Matrix products. Row-major; `ld` ("leading dimension") is the distance between rows.
//
// The plain definition is in tensor/reference/matmul.h.
#pragma once

#include "tensor/tensor.h"

namespace lgn {

/// a [M,K], b [K,N] -> [M,N]:  c[i,j] = sum_k a[i,k] b[k,j]. Error naming both shapes when they do not fit.
Tensor matmul(const Tensor& a, const Tensor& b);
TensorD matmul(const TensorD& a, const TensorD& b);

/// a [M,K], b [N,K] -> a b^T, [M,N];  a [K,M], b [K,N] -> a^T b, [M,N].
Tensor times_transposed(const Tensor& a, const Tensor& b);
TensorD times_transposed(const TensorD& a, const TensorD& b);
Tensor transposed_times(const Tensor& a, const Tensor& b);
TensorD transposed_times(const TensorD& a, const TensorD& b);

/// C = op(A) op(B), or C += op(A) op(B) when `accumulate`; op transposes where the flag says so.
/// op(A) is [M,K] (so A is stored [K,M] when transpose_a), op(B) [K,N], C [M,N]; C overlaps neither.
/// With K = 0 the product is zero. The result does not depend on the number of threads.
void gemm(bool transpose_a, bool transpose_b, Index M, Index N, Index K, const float* a, Index lda, const float* b,
          Index ldb, float* c, Index ldc, bool accumulate);
void gemm(bool transpose_a, bool transpose_b, Index M, Index N, Index K, const double* a, Index lda, const double* b,
          Index ldb, double* c, Index ldc, bool accumulate);

/// Adds X^T X to the upper triangle of `sum` [D,D], for N rows X [N,D]; half of a matrix product. What lies
/// below the diagonal is left in pieces. For a covariance centre the rows first: large means would cost
/// digits.
void add_upper_gram(const double* rows, Index N, TensorD& sum);

}  // namespace lgn
