// Candidates from moments: a planted group comes back whole, laws without a group give none.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "lgn/generators/snap.h"
#include "lgn/probe/commutant_candidates.h"
#include "lgn/probe/finite_group.h"
#include "tensor/linalg/eigh.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/qr.h"
#include "tests/support.h"

namespace lgn {
namespace {

/// Mean 0 and covariance I, as the probe's input has it.
TensorD whitened(TensorD x) {
  const Index N = x.extent(0), d = x.extent(1);
  for (Index j = 0; j < d; ++j) {
    double mean = 0;
    for (Index i = 0; i < N; ++i) mean += x(i, j) / static_cast<double>(N);
    for (Index i = 0; i < N; ++i) x(i, j) -= mean;
  }
  const SymmetricEigen parts = eigh(matmul(transpose(x), x));
  TensorD scaled = parts.vectors.clone();
  for (Index i = 0; i < d * d; ++i) scaled[i] /= std::sqrt(parts.values[i % d] / static_cast<double>(N));
  return matmul(x, matmul(scaled, transpose(parts.vectors)));
}

/// Sparse non-negative combinations of 3 d random directions: a law without symmetry.
TensorD sources(Index N, Index d, Random& random) {
  TensorD codes = TensorD::uninitialized({N, 3 * d}), mixing = TensorD::uninitialized({3 * d, d});
  for (double& u : codes) u = random.uniform() < 0.15 ? -std::log(1 - random.uniform()) : 0;
  for (double& x : mixing) x = random.normal();
  return matmul(codes, mixing);
}

/// Every vector by a random power of A.
TensorD acted_by(const TensorD& x, const TensorD& A, Index order, Random& random) {
  TensorD y = x.clone(), moved = x;
  std::vector<Index> power;
  for (Index i = 0; i < x.extent(0); ++i)
    power.push_back(static_cast<Index>(random.below(static_cast<std::uint64_t>(order))));
  for (Index k = 1; k < order; ++k) {
    moved = matmul(moved, transpose(A));
    for (Index i = 0; i < x.extent(0); ++i) {
      if (power[static_cast<std::size_t>(i)] == k)
        std::copy_n(moved.data() + i * x.extent(1), x.extent(1), y.data() + i * x.extent(1));
    }
  }
  return y;
}

ProbeSample sample_of(const TensorD& x) {
  ProbeSample sample{whitened(x), {}};
  for (Index i = 0; i < x.extent(0); ++i) sample.units.push_back(i / 2);
  return sample;
}

CommutantSettings quick() {
  CommutantSettings settings;
  settings.search.starts = 8;
  settings.rounds = 2;
  return settings;
}

TEST(Commutant, FindsAPlantedGroup) {
  for (const Index order : {2, 3}) {
    Random random(5, Stream::data);
    const Index d = 8;
    const TensorD A = snap_orthogonal(random_orthogonal(d, random), order).matrix;
    const TensorD white = whitened(sources(20000, d, random));
    CommutantReport report;
    const auto found = commutant_candidates(sample_of(acted_by(white, A, order, random)), quick(), &report);
    ASSERT_FALSE(found.empty()) << "order " << order;
    EXPECT_EQ(found.front().order, order);
    EXPECT_EQ(found.front().name, "cyclic " + std::to_string(order));
    const TensorD& B = found.front().generators.front();
    EXPECT_GT(std::max(matrix_cosine(A, B), matrix_cosine(transpose(A), B)), 0.98) << "order " << order;
  }
}

TEST(Commutant, FindsNothingInAGaussian) {
  Random random(3, Stream::data);
  TensorD x = TensorD::uninitialized({20000, 8});
  for (double& value : x) value = random.normal();
  EXPECT_TRUE(commutant_candidates(sample_of(x), quick()).empty());
}

TEST(Commutant, DoesNotDependOnThreads) {
  Random random(7, Stream::data);
  const TensorD white = whitened(sources(4000, 6, random));
  const TensorD A = snap_orthogonal(random_orthogonal(6, random), 2).matrix;
  const ProbeSample sample = sample_of(acted_by(white, A, 2, random));
  std::vector<std::vector<GroupCandidate>> found;
  for (const int threads : {1, 3}) {
    const test::ScopedThreads scoped(threads);
    found.push_back(commutant_candidates(sample, quick()));
  }
  ASSERT_EQ(found[0].size(), found[1].size());
  ASSERT_FALSE(found[0].empty());
  for (std::size_t i = 0; i < found[0].size(); ++i) {
    const TensorD &a = found[0][i].generators.front(), &b = found[1][i].generators.front();
    EXPECT_TRUE(std::equal(a.begin(), a.end(), b.begin()));
  }
}

TEST(Commutant, RefusesWhatHasNoMoments) {
  Random random(1, Stream::data);
  ProbeSample sample = sample_of(sources(100, 4, random));
  sample.vectors[17] = std::nan("");
  EXPECT_THROW(commutant_candidates(sample, quick()), Error);
  EXPECT_THROW(commutant_candidates({TensorD({3, 4}), {0, 1, 2}}, quick()), Error);
  EXPECT_THROW(commutant_candidates({TensorD({100, 4}), std::vector<Index>(100, 0)}, quick()), Error);
}

// In one dimension a cyclic group of three has no elements -1, though these average to themselves.
TEST(FiniteGroup, ComesApartWhereElementsDoNotMultiplyAsTheTableSays) {
  const TensorD one = identity(1), minus = TensorD::from({1, 1}, {-1});
  const MultiplicationTable table = {{0, 1, 2}, {1, 2, 0}, {2, 0, 1}};
  FiniteGroup none{{one, minus, minus}, table}, all{{one, one, one}, table};
  EXPECT_FALSE(make_exact(none));
  FiniteGroup vanishing{{one, minus, minus, minus}, {{0, 1, 2, 3}, {1, 2, 3, 0}, {2, 3, 0, 1}, {3, 0, 1, 2}}};
  EXPECT_TRUE(make_exact(vanishing));  // its means are 0, which any element is nearest to
  for (const TensorD& element : vanishing.elements) EXPECT_EQ(element[0], 1);
  EXPECT_TRUE(make_exact(all));
}

TEST(FiniteGroup, IsMadeExactFromNearlyRightElements) {
  Random random(2, Stream::data);
  const Index d = 12;
  const TensorD W = random_orthogonal(d, random);
  TensorD turn({d, d}), mirror({d, d});  // dihedral 4 in three copies of its regular representation's half
  for (Index b = 0; b < d; b += 4) {
    for (Index i = 0; i < 4; ++i) turn(b + (i + 1) % 4, b + i) = mirror(b + (4 - i) % 4, b + i) = 1;
  }
  std::vector<TensorD> rough;
  for (const TensorD& g : {turn, mirror}) {
    TensorD turned = matmul(matmul(W, g), transpose(W));
    for (double& x : turned) x += 0.03 * random.normal();
    rough.push_back(nearest_orthogonal_matrix(turned));
  }
  auto group = generated_group(rough, 48);
  ASSERT_TRUE(group);
  ASSERT_TRUE(make_exact(*group));
  EXPECT_EQ(group->order(), 8);
  EXPECT_EQ(group_name(*group), "dihedral 4");
  std::vector<std::string> parts;  // the turns, both Klein groups, the half turn and four mirrors
  for (const FiniteGroup& part : subgroups(*group)) {
    parts.push_back(group_name(part));
    EXPECT_TRUE(is_group_table(part.table));
    EXPECT_LT(distance_from_identity(part.elements.front()), 1e-12);
  }
  std::sort(parts.begin(), parts.begin() + std::min<std::ptrdiff_t>(3, std::ssize(parts)));
  EXPECT_EQ(parts, (std::vector<std::string>{"Klein four", "Klein four", "cyclic 4", "cyclic 2", "cyclic 2", "cyclic 2",
                                             "cyclic 2", "cyclic 2"}));
  EXPECT_EQ(minimal_generators(*group).size(), 2u);
  for (std::size_t a = 0; a < 8; ++a) {
    for (std::size_t b = 0; b < 8; ++b) {
      const TensorD product = matmul(group->elements[a], group->elements[b]);
      const TensorD& element = group->elements[static_cast<std::size_t>(group->table[a][b])];
      for (Index i = 0; i < d * d; ++i) ASSERT_NEAR(product[i], element[i], 1e-12);
    }
  }
  EXPECT_FALSE(generated_group({nearest_orthogonal_matrix(random_orthogonal(d, random))}, 48));
}

}  // namespace
}  // namespace lgn
