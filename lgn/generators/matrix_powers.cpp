#include "lgn/generators/matrix_powers.h"

#include "lgn/generators/group_elements.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"

namespace lgn {

TensorD powers(const TensorD& A, Index n) {
  const Index d = A.extent(0), size = d * d;
  auto all = TensorD::uninitialized({n, d, d});
  const TensorD one = identity(d);
  std::copy(one.begin(), one.end(), all.begin());
  if (n > 1) std::copy(A.begin(), A.end(), all.data() + size);
  for (Index j = 2; j < n; ++j) {
    gemm(false, false, d, d, d, A.data(), d, all.data() + (j - 1) * size, d, all.data() + j * size, d, false);
  }
  return all;
}

TensorD powers_gradient(const TensorD& powers, const TensorD& gradient) {
  const Index n = powers.extent(0), d = powers.extent(1), size = d * d;
  TensorD dA({d, d});
  if (n == 1) return dA;
  const double* A = powers.data() + size;
  TensorD g = gradient.slice(n - 1, 1).clone();
  for (Index j = n - 1; j >= 1; --j) {
    gemm(false, true, d, d, d, g.data(), d, powers.data() + (j - 1) * size, d, dA.data(), d, true);
    if (j == 1) break;
    TensorD before = gradient.slice(j - 1, 1).clone();
    gemm(true, false, d, d, d, A, d, g.data(), d, before.data(), d, true);
    g = before;
  }
  return dA;
}

Variable power_elements(Variable generators, Index n) {
  const Shape& shape = generators.shape();
  require(shape.size() == 4 && shape[2] == shape[3] && n >= 1, "powers of generators of shape ", shape,
          "; expected [G', C', d, d]");
  return map_to_elements("power_elements", {generators},
                         {[=](const GroupNumbers& x, TensorD& all) { return all = powers(x[0], n); },
                          [=](const GroupNumbers&, const TensorD& all, const TensorD& upstream) {
                            return GroupNumbers{powers_gradient(all, upstream)};
                          }});
}

}  // namespace lgn
