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

/// Of polyhedral elements the k with the largest <rho_j^T rho_i, rho_k>, in a representation that tells all apart.
QuotientTable polyhedral_quotients(Index n) {
  const Representation rho = polyhedral_representation(n, std::vector<Index>(n == 12 ? 3 : 5, 1));
  const TensorD one = identity(rho.dimension()), elements = conjugated_elements(rho, one, one);
  const Index square = one.count();
  QuotientTable table(static_cast<std::size_t>(n));
  for (Index j = 0; j < n; ++j)
    for (Index i = 0; i < n; ++i) {
      const auto element = [&](Index k) { return elements.slice(k, 1).reshape(one.shape()); };
      const TensorD quotient = matmul(transpose(element(j)), element(i));
      std::vector<double> inner(static_cast<std::size_t>(n));
      for (Index k = 0; k < n; ++k)
        for (Index e = 0; e < square; ++e) inner[k] += quotient[e] * elements[k * square + e];
      table[j].push_back(std::max_element(inner.begin(), inner.end()) - inner.begin());
    }
  return table;
}

}  // namespace

QuotientTable quotient_table(const Architecture& a) {
  if (a.generator == Form::polyhedral) return polyhedral_quotients(a.group_size);
  QuotientTable table(static_cast<std::size_t>(a.group_size));
  for (Index j = 0; j < a.group_size; ++j)
    for (Index i = 0; i < a.group_size; ++i) table[j].push_back(quotient(a, j, i));
  return table;
}

}  // namespace lgn
