#include "experiments/two-generators/whole_group.h"

#include <algorithm>
#include <cstdio>
#include <numeric>

#include "lgn/generators/conjugation.h"
#include "lgn/probe/preparation.h"
#include "lgn/recovery/dictionary_learning.h"
#include "lgn/recovery/group_recovery.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/qr.h"

namespace lgn {
namespace {

/// Elements [n,d,d] of the family in the basis W.
std::vector<TensorD> family_elements(GroupFamily family, Index order, const TensorD& W) {
  const Index d = W.extent(0);
  const TensorD all = conjugated_elements(family_representation(family, order, {}, d), W, transpose(W));
  std::vector<TensorD> elements;
  for (Index j = 0; j < order; ++j) elements.push_back(all.slice(j, 1).reshape({d, d}).clone());
  return elements;
}

TensorD kronecker_product(const TensorD& A, const TensorD& B) {
  const Index m = A.extent(0), k = B.extent(0);
  TensorD product({m * k, m * k});
  for (Index row = 0; row < m * k; ++row)
    for (Index column = 0; column < m * k; ++column)
      product(row, column) = A(row / k, column / k) * B(row % k, column % k);
  return product;
}

double largest_cosine(const TensorD& A, const std::vector<TensorD>& elements) {
  double largest = -1;
  for (const TensorD& element : elements) largest = std::max(largest, matrix_cosine(A, element));
  return largest;
}

}  // namespace

std::vector<TensorD> planted_elements(const std::string& name, Index side, Random& random) {
  const TensorD W = random_orthogonal(side * side, random);
  int a = 0, b = 0;
  if (name == "none") return {identity(side * side)};
  if (name == "tetrahedral") return family_elements(GroupFamily::polyhedral, 12, W);
  if (name == "octahedral") return family_elements(GroupFamily::polyhedral, 24, W);
  if (name == "icosahedral") return family_elements(GroupFamily::polyhedral, 60, W);
  if (std::sscanf(name.c_str(), "cyclic %d", &a) == 1) return family_elements(GroupFamily::cyclic, a, W);
  if (std::sscanf(name.c_str(), "dihedral %d", &a) == 1) return family_elements(GroupFamily::dihedral, 2 * Index{a}, W);
  require(std::sscanf(name.c_str(), "Z%d x Z%d", &a, &b) == 2, "there is no group '", name, "' to plant");
  std::vector<TensorD> elements;
  for (const TensorD& A : family_elements(GroupFamily::cyclic, a, identity(side)))
    for (const TensorD& B : family_elements(GroupFamily::cyclic, b, identity(side)))
      elements.push_back(matmul(matmul(W, kronecker_product(A, B)), transpose(W)));
  return elements;
}

TensorD orbits_of(const std::vector<TensorD>& elements, Index count, Random& random) {
  const Index d = elements.front().extent(0);
  TensorD base = cast<double>(normal_tensor(random, {count, d}));
  normalize_rows(base);
  TensorD orbits({static_cast<Index>(elements.size()) * count, d});
  double* to = orbits.data();
  for (const TensorD& A : elements) {
    const TensorD moved = matmul(base, transpose(A));
    to = std::copy(moved.begin(), moved.end(), to);
  }
  return orbits;
}

Verdict verdict_on(const FiniteGroup& group, const TensorD& patches) {
  std::vector<Index> units(patches.extent(0));
  std::iota(units.begin(), units.end(), 0);
  const PreparedSample sample = prepare_sample(patches, units, {.dimension = patches.extent(1)});
  GroupCandidate candidate = candidate_of(group, "dictionary");
  for (TensorD& generator : candidate.generators) generator = in_whitened_coordinates(sample, generator);
  return judge({candidate}, LawJudge(sample.training, sample.held_out, {}), {}).front();
}

double elements_cosine(const std::vector<TensorD>& planted, const std::vector<TensorD>& found) {
  double sum = 0;
  for (std::size_t g = 1; g < planted.size(); ++g) sum += largest_cosine(planted[g], found);
  return sum / (planted.size() - 1);
}

}  // namespace lgn
