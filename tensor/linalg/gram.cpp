#include "tensor/linalg/gram.h"

#include "tensor/simd/gemm_blocked.h"
#include "tensor/threads.h"

namespace lgn {

TensorD gram(const Tensor& rows) {
  require(rows.rank() == 2, "inner products of columns: expected a matrix, found shape ",
          to_string(rows.shape()));
  const Index N = rows.extent(0), D = rows.extent(1);
  TensorD result({D, D});
  if (N == 0 || D == 0) return result;
  simd::multiply_blocked(simd::GemmProblem<double, float>{.M = D,
                                                          .N = D,
                                                          .K = N,
                                                          .a = {rows.data(), D, true},
                                                          .b = {rows.data(), D, false},
                                                          .c = result.data(),
                                                          .ldc = D,
                                                          .upper = true});
  double* c = result.data();
  parallel_ranges(D, 64, [&](Index first, Index last) {
    for (Index i = first; i < last; ++i)
      for (Index j = 0; j < i; ++j) c[i * D + j] = c[j * D + i];
  });
  return result;
}

}  // namespace lgn
