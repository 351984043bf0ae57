// From patches to free filters to the group that made them: each stage, and the two tests.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "lgn/generators/representation.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/qr.h"
#include "tests/lgn/orbits.h"
#include "tests/support.h"

namespace lgn {
namespace {

TensorD random_group(Index n, Index d, Random& random) {
  const Representation rho = cyclic_representation(n, regular_cyclic_multiplicities(n, d));
  const TensorD W = qr(cast<double>(normal_tensor(random, {d, d}))).q;
  TensorD turned = TensorD::uninitialized({d, d});
  multiply_right(rho, 1, false, d, W.data(), turned.data());
  return matmul(turned, lgn::transpose(W));
}

TEST(Recovery, PursuitFindsSparseNonNegativeCodes) {
  Random random(1);
  const Index F = 12, d = 16, N = 40;
  const TensorD atoms = test::random_atoms(F, d, random);
  TensorD codes({N, F});
  for (Index i = 0; i < N; ++i) {
    codes(i, i % F) = 1 + random.uniform();
    codes(i, (i * 5 + 3) % F) += 1 + random.uniform();
  }
  const TensorD patches = matmul(codes, atoms), found = pursue(patches, atoms, {4, 1e-6});
  EXPECT_LT(test::largest_difference(found, codes), 1e-6);
  EXPECT_LT(coding_loss(patches, atoms, found), 1e-12);
  test::expect_error([&] { pursue(patches, test::random_atoms(F, d + 1, random), {}); }, {"[40, 16]", "[12, 17]"});
}

TEST(Recovery, PursuitKeepsToItsBounds) {
  Random random(2);
  const TensorD atoms = test::random_atoms(10, 6, random), patches = cast<double>(normal_tensor(random, {50, 6}));
  const TensorD codes = pursue(patches, atoms, {2, 0.1});
  for (Index i = 0; i < 50; ++i) {
    Index used = 0;
    for (Index f = 0; f < 10; ++f) {
      EXPECT_GE(codes(i, f), 0);
      used += codes(i, f) > 0;
    }
    EXPECT_LE(used, 2);
  }
}

TEST(Recovery, DictionaryOfPlantedFiltersOfAnyScale) {
  Random random(3);
  const Index F = 20, d = 16, N = 3000;
  const TensorD planted = test::random_atoms(F, d, random);
  TensorD codes({N, F});
  for (double& u : codes) u = random.uniform() < 0.1 ? -std::log(1 - random.uniform()) : 0;
  DictionarySettings settings{.atoms = F, .batch = 1000};
  for (const double scale : {1.0, 1e-5}) {
    TensorD patches = matmul(codes, planted);
    for (double& y : patches) y *= scale;
    Random starts = random;
    const TensorD atoms = learn_dictionary(patches, settings, starts);
    const TensorD agreement = matmul(planted, lgn::transpose(atoms));
    for (Index f = 0; f < F; ++f)
      EXPECT_GT(*std::max_element(agreement.data() + f * F, agreement.data() + (f + 1) * F), 0.99) << scale << " " << f;
  }
  settings.atoms = N + 1;
  test::expect_error([&] { learn_dictionary(matmul(codes, planted), settings, random); }, {"3001", "3000"});
}

TEST(Recovery, ProcrustesGivesTheMapBack) {
  Random random(4);
  const TensorD A = random_group(3, 8, random), from = test::random_atoms(12, 8, random);
  EXPECT_LT(test::largest_difference(procrustes(from, matmul(from, lgn::transpose(A))), A), 1e-12);
}

TEST(Recovery, GroupFromDisturbedOrbits) {
  for (Index n = 2; n <= 6; ++n) {
    Random random(static_cast<std::uint64_t>(10 + n));
    const Index d = 16, q = (28 + n - 1) / n;
    const TensorD A = random_group(n, d, random);
    const TensorD atoms = test::disturbed_orbits(A, n, q, 0.005, random);
    const RecoveredGroup group = recover_group(atoms, {});
    EXPECT_EQ(group.order, n);
    EXPECT_GT(group.score, 0.99) << n;
    EXPECT_LT(group.closure, 0.1) << n;
    TensorD power = group.A, nearest = A;
    for (Index j = 1; j < n; ++j) power = matmul(power, group.A);
    EXPECT_LT(test::largest_difference(power, identity(d)), 1e-10) << n;
    double best = 1;
    for (Index j = 1; j < n; ++j, nearest = matmul(nearest, A))
      best = std::min(best, test::largest_difference(group.A, nearest));
    EXPECT_LT(best, 0.05) << n;
    EXPECT_EQ(base_filters(group, atoms, q).extent(0), q) << n;
  }
}

TEST(Recovery, TheLargestOrderWithinAHairOfTheBestScoreIsPreferredInAnySequence) {
  const TensorD A = identity(2);
  std::vector<RecoveredGroup> groups = {{A, 2, 0.99}, {A, 3, 0.95}, {A, 4, 0.975}, {A, 4, 0.98}, {A, 8, 0.965}};
  EXPECT_EQ(preferred(groups).score, 0.98);
  std::reverse(groups.begin(), groups.end());
  EXPECT_EQ(preferred(groups).score, 0.98);
}

TEST(Recovery, BaseFiltersGenerateTheAtoms) {
  Random random(5);
  const Index n = 4, d = 9, q = 5;
  const TensorD A = random_group(n, d, random), atoms = test::disturbed_orbits(A, n, q, 0, random);
  const TensorD base = base_filters({A, n, 1, 0}, atoms, q);
  const TensorD agreement = matmul(atoms, lgn::transpose(group_bank(A, n, base)));
  ASSERT_EQ(base.extent(0), q);
  for (Index b = 0; b < n * q; ++b)
    EXPECT_NEAR(*std::max_element(agreement.data() + b * n * q, agreement.data() + (b + 1) * n * q), 1, 1e-10);
}

TEST(Recovery, NoGroupInRandomAtoms) {
  Random random(6);
  const TensorD atoms = test::random_atoms(28, 16, random), A = random_group(4, 16, random);
  EXPECT_LT(recover_group(atoms, {}).score, 0.8);
  EXPECT_GT(recover_group(test::disturbed_orbits(A, 4, 7, 0.005, random), {}).score, 0.95);
  EXPECT_LT(permutation_score(identity(16), atoms), 0.8);  // the trap: no atom counts as its own image
}

}  // namespace
}  // namespace lgn
