// The route of the coordinates: a shift comes back though nobody knows the order of the numbers.
#include "lgn/probe/coordinate_candidates.h"

#include <gtest/gtest.h>

#include "lgn/probe/finite_group.h"
#include "tensor/random.h"

namespace lgn {
namespace {

constexpr Index d = 12, N = 8'000;

PreparedSample prepared(const TensorD& vectors) {
  std::vector<Index> units;
  for (Index i = 0; i < vectors.extent(0); ++i) units.push_back(i);
  return prepare_sample(vectors, units, {.dimension = d});
}

// Bumps that rise fast and fall slowly, at random places of a circle whose numbers stand in a secret order.
TEST(CoordinateCandidates, AShiftIsFoundInASecretOrder) {
  Random random(1, Stream::data);
  const std::vector<Index> place = random.permutation(d);
  TensorD vectors({N, d}), shift({d, d});
  const double bump[] = {1, 0.7, 0.4, 0.2};
  for (Index i = 0; i < N; ++i) {
    const auto from = static_cast<Index>(random.below(d));
    const double use = 0.5 + random.uniform();
    for (Index j = 0; j < d; ++j) vectors(i, j) = 0.1 * random.normal();
    for (Index j = 0; j < 4; ++j) vectors(i, place[(from + j) % d]) += use * bump[j];
  }
  for (Index j = 0; j < d; ++j) shift(place[(j + 1) % d], place[j]) = 1;
  const PreparedSample sample = prepared(vectors);
  const TensorD planted = in_whitened_coordinates(sample, shift);
  double cosine = 0;
  for (const GroupCandidate& each : coordinate_candidates(sample)) {
    EXPECT_EQ(each.route, "coordinates");
    if (each.order != d) continue;
    const FiniteGroup group = generated_group(each.generators, d).value();
    for (const TensorD& A : group.elements) cosine = std::max(cosine, matrix_cosine(A, planted));
  }
  EXPECT_GT(cosine, 0.99);
}

TEST(CoordinateCandidates, NumbersThatNothingPermutesGiveNone) {
  Random random(2, Stream::data);
  const TensorD mixing = cast<double>(normal_tensor(random, {d, d}));
  TensorD vectors({N, d});
  for (Index i = 0; i < N; ++i)
    for (Index k = 0; k < d; ++k) {
      const double source = random.normal();
      for (Index j = 0; j < d; ++j) vectors(i, j) += source * mixing(k, j);
    }
  EXPECT_TRUE(coordinate_candidates(prepared(vectors)).empty());
}

}  // namespace
}  // namespace lgn
