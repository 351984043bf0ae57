// The matrix product by its definition: the oracle for the fast one (tensor/linalg/matmul.h), usable with
// float, double and complex numbers.
#pragma once

#include "tensor/tensor.h"

namespace lgn::reference {

/// a [M,K], b [K,N] -> c [M,N]:  c[i,j] = sum_k a[i,k] b[k,j].
template <class Number>
BasicTensor<Number> matmul(const BasicTensor<Number>& a, const BasicTensor<Number>& b) {
  require(a.rank() == 2 && b.rank() == 2 && a.extent(1) == b.extent(0), "matrix product of shapes ", a.shape(), " and ",
          b.shape(), ": expected [M, K] and [K, N]");
  const Index rows = a.extent(0), inner = a.extent(1), columns = b.extent(1);
  BasicTensor<Number> c({rows, columns});
  for (Index i = 0; i < rows; ++i)
    for (Index k = 0; k < inner; ++k)
      for (Index j = 0; j < columns; ++j) c(i, j) += a(i, k) * b(k, j);
  return c;
}

}  // namespace lgn::reference
