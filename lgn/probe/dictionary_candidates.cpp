#include "lgn/probe/dictionary_candidates.h"

#include <algorithm>

#include "lgn/recovery/dictionary_learning.h"
#include "lgn/recovery/group_recovery.h"
#include "tensor/linalg/matmul.h"
#include "tensor/random.h"

namespace lgn {
namespace {

constexpr Index learned_from = 20'000;          // vectors
constexpr double same_element = 0.8;            // cosine
constexpr double often = 0.25, one_atom = 0.9;  // of the median use; cosine

double largest_cosine(const TensorD& A, const std::vector<TensorD>& elements) {
  double largest = -1;
  for (const TensorD& element : elements) largest = std::max(largest, matrix_cosine(A, element));
  return largest;
}

/// Vectors with their mean, without which codes are not sparse.
TensorD uncentred(const ProbeSample& sample) {
  TensorD x = sample.vectors.slice(0, std::min(sample.vectors.extent(0), learned_from)).clone();
  for (Index i = 0; i < x.count() && sample.mean.count() > 0; ++i) x[i] += sample.mean[i % sample.mean.count()];
  return x;
}

/// Without atoms that are hardly used or doubled: the law may have fewer.
TensorD atoms_in_use(const TensorD& atoms, const TensorD& codes) {
  std::vector<double> use(static_cast<std::size_t>(atoms.extent(0)));
  for (Index i = 0; i < codes.count(); ++i) use[static_cast<std::size_t>(i % atoms.extent(0))] += codes[i] != 0;
  std::vector<double> sorted = use;
  std::sort(sorted.begin(), sorted.end());
  const std::vector<Index> useless =
      useless_atoms(use, often * sorted[sorted.size() / 2], times_transposed(atoms, atoms), one_atom);
  std::vector<Index> kept;
  for (Index f = 0; f < atoms.extent(0); ++f)
    if (std::find(useless.begin(), useless.end(), f) == useless.end()) kept.push_back(f);
  return take_rows(atoms, kept);
}

}  // namespace

std::optional<FiniteGroup> group_of_atoms(const TensorD& atoms, Index most, double fits) {
  if (atoms.extent(0) < 2) return std::nullopt;
  std::vector<std::pair<double, TensorD>> matrices;
  for (const TensorD& A : permuting_matrices(atoms, {}))
    if (const double score = permutation_score(A, atoms); score > fits) matrices.emplace_back(score, A);
  std::stable_sort(matrices.begin(), matrices.end(), [](const auto& x, const auto& y) { return x.first > y.first; });
  std::optional<FiniteGroup> group;
  std::vector<TensorD> generators;
  for (const auto& [score, A] : matrices) {
    if (group && largest_cosine(A, group->elements) > same_element) continue;
    generators.push_back(A);
    std::optional<FiniteGroup> larger = generated_group(generators, most);
    if (larger && larger->order() > 1 && make_exact(*larger)) {
      group = std::move(larger);
    } else {
      generators.pop_back();
    }
  }
  return group;
}

std::vector<GroupCandidate> dictionary_candidates(const ProbeSample& training, std::uint64_t seed) {
  const TensorD vectors = uncentred(training);
  for (const Index atoms_a_number : {3, 6}) {  // where amplitudes have signs a filter is two atoms
    DictionarySettings settings{.atoms = std::min(atoms_a_number * vectors.extent(1), vectors.extent(0))};
    Random random(seed, Stream::initialization);
    const TensorD atoms = learn_dictionary(vectors, settings, random);
    const TensorD codes = pursue(vectors, atoms, pursuit_settings(settings, vectors));
    if (const std::optional<FiniteGroup> group = group_of_atoms(atoms_in_use(atoms, codes)))
      return candidates_of(*group, "dictionary");
  }
  return {};
}

}  // namespace lgn
