// Symmetries of order 2 and 4 in the covariance's eigenbasis: found where they were planted, refused where
// none is.
#include "lgn/probe/eigenbasis_search.h"

#include <gtest/gtest.h>

#include <cmath>

#include "lgn/generators/start.h"
#include "lgn/probe/finite_group.h"
#include "lgn/probe/preparation.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tests/support.h"

namespace lgn {
namespace {

constexpr Index m = 4, patch_size = m * m, count = 30000;

/// Sparse sums of random patterns on m x m pixels; where `square`, every one mirrored and turned at random.
/// Rows are then smoothed by a little more than columns: mirrors stay symmetries, the quarter turn nearly.
TensorD patterns(bool square, Random& random) {
  Random unused(1);
  const TensorD turn = named_operation("rotations", m, m, 4, unused),
                mirror = named_operation("mirrors", m, m, 2, unused);
  TensorD mixing({patch_size, patch_size}), codes({count, patch_size});
  for (double& x : mixing) x = random.normal();
  for (double& u : codes) u = random.uniform() < 0.05 ? -std::log(1 - random.uniform()) : 0;
  TensorD x = matmul(codes, mixing);
  std::vector<TensorD> elements = {identity(patch_size)};
  for (Index k = 1; k < 4; ++k) elements.push_back(matmul(turn, elements.back()));
  for (Index k = 0; k < 4; ++k) elements.push_back(matmul(mirror, elements[static_cast<std::size_t>(k)]));
  TensorD y({count, patch_size});
  for (Index i = 0; i < count; ++i) {
    const TensorD& g = elements[square ? random.below(8) : 0];
    for (Index p = 0; p < patch_size; ++p)
      for (Index q = 0; q < patch_size; ++q) y(i, p) += g(p, q) * x(i, q);
  }
  TensorD smooth({patch_size, patch_size});
  for (Index p = 0; p < patch_size; ++p)
    for (Index q = 0; q < patch_size; ++q)
      smooth(p, q) = std::pow(0.4, std::abs(p / m - q / m)) * std::pow(0.41, std::abs(p % m - q % m));
  return matmul(y, smooth);
}

PreparedSample prepared(bool square) {
  Random random(3, Stream::data);
  std::vector<Index> units(count);
  for (Index i = 0; i < count; ++i) units[static_cast<std::size_t>(i)] = i;
  return prepare_sample(patterns(square, random), units, {});
}

TEST(EigenbasisSearch, FindsTheSymmetriesOfASquare) {
  const PreparedSample sample = prepared(true);
  EXPECT_GE(elements_of_order(sample.training, 2, 1).size(),
            3u);  // mirrors, half turn; perhaps transpositions
  Random unused(1);
  const TensorD turn = named_operation("rotations", m, m, 4, unused);
  const test::ScopedThreads one(1);
  const std::vector<Element> fours = elements_of_order(sample.training, 4, 1);
  const test::ScopedThreads three(3);
  const std::vector<Element> by_three_threads = elements_of_order(sample.training, 4, 1);
  ASSERT_FALSE(fours.empty());
  ASSERT_FALSE(by_three_threads.empty());
  for (Index i = 0; i < patch_size * patch_size; ++i) EXPECT_EQ(fours.front().A[i], by_three_threads.front().A[i]);
  const TensorD A = orthogonal_on_vectors(sample, fours.front().A);
  EXPECT_GT(std::max(matrix_cosine(A, turn), matrix_cosine(A, transpose(turn))), 0.98);
  const TensorD square = matmul(A, A), fourth = matmul(square, square), I = identity(patch_size);
  for (Index i = 0; i < patch_size * patch_size; ++i) EXPECT_NEAR(fourth[i], I[i], 1e-9);
}

TEST(EigenbasisSearch, FindsNothingWhereNothingIs) {
  const PreparedSample sample = prepared(false);
  EXPECT_TRUE(elements_of_order(sample.training, 2, 1).empty());
  EXPECT_TRUE(elements_of_order(sample.training, 4, 1).empty());
  EXPECT_THROW(elements_of_order(sample.training, 3, 1), Error);
}

}  // namespace
}  // namespace lgn
