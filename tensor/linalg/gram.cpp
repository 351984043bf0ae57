#include "tensor/linalg/gram.h"

#include "tensor/simd/gemm_blocked.h"

namespace lgn {

void add_upper_gram(const double* rows, Index N, TensorD& sum) {
  require(sum.rank() == 2 && sum.extent(0) == sum.extent(1), "inner products of columns are added to shape ",
          to_string(sum.shape()), "; expected a square matrix");
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
