#include "lgn/generators/quotients.h"

#include <algorithm>

#include "lgn/generators/conjugation.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"

namespace lgn {
namespace {

/// Dihedral elements are numbered r^0 .., s r^0 .. as in representation.h.
Index quotient(const Architecture& a, Index j, Index i) {
  if (a.generator != Form::dihedral) return (i - j + a.group_size) % a.group_size;
  const Index n = a.group_size / 2, turn_i = i % n, turn_j = j % n;
  if (j < n) return i < n ? (turn_i - turn_j + n) % n : n + (turn_i + turn_j) % n;
  return i < n ? n + (turn_i + turn_j) % n : (turn_i - turn_j + n) % n;
}

}  // namespace

std::vector<Index> quotients(const Architecture& a, Index j) {
  std::vector<Index> all;
  if (a.generator != Form::polyhedral) {
    for (Index i = 0; i < a.group_size; ++i) all.push_back(quotient(a, j, i));
    return all;
  }
  const Representation rho = a.representation();
  const TensorD one = identity(rho.dimension()), elements = conjugated_elements(rho, one, one);
  const Index n = rho.order(), square = one.count();
  const TensorD E_j = elements.slice(j, 1).reshape(one.shape());
  for (Index i = 0; i < n; ++i) {
    const TensorD quotient = matmul(transpose(E_j), elements.slice(i, 1).reshape(one.shape()));
    std::vector<double> inner(n);
    for (Index k = 0; k < n; ++k)
      for (Index e = 0; e < square; ++e) inner[k] += quotient[e] * elements[k * square + e];
    all.push_back(std::max_element(inner.begin(), inner.end()) - inner.begin());
  }
  return all;
}

}  // namespace lgn
