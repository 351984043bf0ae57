// The dictionary's route: a group planted in a sparse law comes back, the number of filters not told.
#include "lgn/probe/dictionary_candidates.h"

#include <gtest/gtest.h>

#include "lgn/generators/conjugation.h"
#include "lgn/probe/preparation.h"
#include "lgn/recovery/dictionary_learning.h"
#include "lgn/recovery/group_recovery.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/qr.h"

namespace lgn {
namespace {

constexpr Index numbers = 16, sample_size = 12'000;

/// Combinations of some two of the filters [F,d], non-negative but where signs are asked for; half of them to propose.
PreparedSample mixture_of(const TensorD& filters, Random& random, bool with_signs = false) {
  TensorD codes({sample_size, filters.extent(0)});
  for (double& u : codes)
    if (random.uniform() < 2.0 / static_cast<double>(filters.extent(0)))
      u = (with_signs && random.uniform() < 0.5 ? -1 : 1) * (0.5 + random.uniform());
  std::vector<Index> units;
  for (Index i = 0; i < sample_size; ++i) units.push_back(i);
  return prepare_sample(matmul(codes, filters), units, {.dimension = numbers});
}

TensorD random_filters(Index count, Random& random) {
  TensorD filters = cast<double>(normal_tensor(random, {count, numbers}));
  normalize_rows(filters);
  return filters;
}

TEST(DictionaryCandidates, AGroupIsFoundForSeveralNumbersOfFilters) {
  const auto expect_found = [](Index base, bool with_signs) {
    Random random(static_cast<std::uint64_t>(base), Stream::data);
    const TensorD W = random_orthogonal(numbers, random);
    const TensorD A = conjugated_elements(family_representation(GroupFamily::cyclic, 5, {}, numbers), W, transpose(W))
                          .slice(1, 1)
                          .reshape({numbers, numbers})
                          .clone();
    const PreparedSample sample = mixture_of(group_bank(A, 5, random_filters(base, random)), random, with_signs);
    const std::vector<GroupCandidate> found = dictionary_candidates(sample.training, 1);
    ASSERT_FALSE(found.empty()) << base;
    EXPECT_EQ(found.front().order, with_signs ? 10 : 5);  // minus the identity is one of such a law then
    EXPECT_EQ(found.front().route, "dictionary");
    const TensorD planted = in_whitened_coordinates(sample, A);
    double cosine = 0;
    const FiniteGroup group = generated_group(found.front().generators, 10).value();
    for (const TensorD& element : group.elements) cosine = std::max(cosine, matrix_cosine(planted, element));
    EXPECT_GT(cosine, 0.99) << base;
  };
  for (const Index base : {5, 8}) expect_found(base, false);  // of orbits of five: 25 and 40 filters, 48 atoms
  expect_found(8, true);                                      // 40 filters and their opposites, 96 atoms
}

TEST(DictionaryCandidates, FiltersWithoutAGroupGiveNone) {
  Random random(3, Stream::data);
  EXPECT_TRUE(dictionary_candidates(mixture_of(random_filters(30, random), random).training, 1).empty());
}

}  // namespace
}  // namespace lgn
