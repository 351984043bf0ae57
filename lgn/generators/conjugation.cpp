#include "lgn/generators/conjugation.h"

#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"

namespace lgn {
namespace {

/// S rho(1) .. S rho(n-1), one below the other: [(n-1) d, d].
TensorD turned_bases(const Representation& rho, const TensorD& S) {
  const Index n = rho.order(), d = rho.dimension();
  auto turned = TensorD::uninitialized({(n - 1) * d, d});
  for (Index j = 1; j < n; ++j) multiply_right(rho, j, false, d, S.data(), turned.data() + (j - 1) * d * d);
  return turned;
}

}  // namespace

TensorD conjugated_elements(const Representation& rho, const TensorD& S, const TensorD& T) {
  const Index n = rho.order(), d = rho.dimension(), rows = (n - 1) * d;
  require_shape(S, {d, d}, "the basis of a representation");
  auto elements = TensorD::uninitialized({n, d, d});
  const TensorD one = identity(d), turned = turned_bases(rho, S);
  std::copy(one.begin(), one.end(), elements.begin());
  gemm(false, false, rows, d, d, turned.data(), d, T.data(), d, elements.data() + d * d, d, false);
  return elements;
}

ConjugationGradients conjugation_gradients(const Representation& rho, const TensorD& S, const TensorD& T,
                                           const TensorD& gradient) {
  const Index n = rho.order(), d = rho.dimension(), rows = (n - 1) * d;
  const double* upstream = gradient.data() + d * d;
  ConjugationGradients result{TensorD({d, d}), TensorD({d, d})};
  const TensorD turned = turned_bases(rho, S);
  gemm(true, false, d, d, rows, turned.data(), d, upstream, d, result.T.data(), d, false);
  auto against_T = TensorD::uninitialized({rows, d}), turned_back = TensorD::uninitialized({d, d});
  gemm(false, true, rows, d, d, upstream, d, T.data(), d, against_T.data(), d, false);
  for (Index j = 1; j < n; ++j) {
    multiply_right(rho, j, true, d, against_T.data() + (j - 1) * d * d, turned_back.data());
    for (Index i = 0; i < d * d; ++i) result.S[i] += turned_back[i];
  }
  return result;
}

}  // namespace lgn
