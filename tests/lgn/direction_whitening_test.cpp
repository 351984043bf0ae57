// Coordinates in which groups of invertible matrices are orthogonal, and recovering such a group.
#include "lgn/recovery/direction_whitening.h"

#include <array>

#include "lgn/generators/representation.h"
#include "lgn/recovery/group_recovery.h"
#include "tensor/linalg/lu.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/qr.h"
#include "tests/lgn/orbits.h"
#include "tests/support.h"

namespace lgn {
namespace {

/// S R S^-1 with S of condition 10: regular, not orthogonal.
TensorD conjugated_group(Index n, Index d, Random& random) {
  TensorD S = random_orthogonal(d, random);
  for (Index i = 0; i < d * d; ++i) S[i] *= std::pow(10.0, static_cast<double>(i % d) / static_cast<double>(d - 1));
  S = matmul(S, random_orthogonal(d, random));
  TensorD turned = TensorD::uninitialized({d, d});
  multiply_right(cyclic_representation(n, regular_cyclic_multiplicities(n, d)), 1, false, d, S.data(), turned.data());
  return matmul(turned, inverse(S));
}

TEST(DirectionWhitening, MakesAGroupOrthogonalThatPermutesDirections) {
  Random random(1);
  const Index n = 4, d = 9, q = 5;
  const TensorD A = conjugated_group(n, d, random), atoms = test::disturbed_orbits(A, n, q, 0, random);
  const DirectionWhitening whitening = whiten_directions(atoms).value();
  const TensorD Q = whitening.enter_matrix(A);
  EXPECT_GT(test::largest_difference(matmul(transpose(A), A), identity(d)), 0.5);
  EXPECT_LT(test::largest_difference(matmul(transpose(Q), Q), identity(d)), 1e-6);
  EXPECT_NEAR(permutation_score(Q, whitening.enter(atoms)), 1, 1e-9);
  EXPECT_LT(test::largest_difference(whitening.leave(whitening.enter(atoms)), atoms), 1e-10);
  EXPECT_LT(test::largest_difference(whitening.leave_matrix(Q), A), 1e-9);
}

TEST(DirectionWhitening, KnowsNothingOfLengths) {
  Random random(2);
  const TensorD atoms = cast<double>(normal_tensor(random, {20, 6}));
  TensorD longer = atoms.clone();
  for (Index i = 0; i < longer.count(); ++i) longer[i] *= static_cast<double>(1 + i / 6);
  EXPECT_LT(test::largest_difference(whiten_directions(longer)->root, whiten_directions(atoms)->root), 1e-7);
  EXPECT_FALSE(whiten_directions(atoms.slice(0, 6)));
}

// Atoms that a dictionary never uses are zero; they have no direction. Copies of few directions have no
// scatter.
TEST(DirectionWhitening, AtomsWithoutDirectionDoNotCount) {
  Random random(11);
  TensorD atoms({12, 4});
  for (Index i = 0; i < 8 * 4; ++i) atoms[i] = random.normal();
  EXPECT_LT(test::largest_difference(whiten_directions(atoms)->root, whiten_directions(atoms.slice(0, 8))->root),
            1e-12);
  for (Index i = 3 * 4; i < atoms.count(); ++i) atoms[i] = atoms[i % 12];
  EXPECT_FALSE(whiten_directions(atoms));
  RecoverySettings settings{.conjugated = true};
  EXPECT_FALSE(recover_group(atoms, settings).whitening);
}

// The scatter collapses into the subspace, though all atoms span the space: 0.6 of them are in half of 8 dimensions,
// 0.9 in two of three, where there is soon no inverse either.
TEST(DirectionWhitening, AtomsThatCrowdInASubspaceHaveNoScatter) {
  Random random(7);
  for (const auto& [within, k, d] : {std::array<Index, 3>{36, 4, 8}, {54, 2, 3}}) {
    TensorD atoms = test::random_atoms(60, d, random);
    EXPECT_TRUE(whiten_directions(atoms));
    for (Index i = 0; i < within; ++i)
      for (Index j = k; j < d; ++j) atoms(i, j) = 0;
    atoms = matmul(atoms, random_orthogonal(d, random));
    EXPECT_FALSE(whiten_directions(atoms));
    EXPECT_FALSE(recover_group(atoms, {.conjugated = true}).whitening);
  }
}

TEST(DirectionWhitening, AGroupThatIsNotOrthogonalIsRecoveredAndPolished) {
  for (Index n : {2, 3, 4}) {
    Random random(static_cast<std::uint64_t>(10 + n));
    const Index d = 16, q = (36 + n - 1) / n;
    const TensorD A = conjugated_group(n, d, random);
    const TensorD atoms = test::disturbed_orbits(A, n, q, 0.001, random);
    RecoverySettings settings;
    EXPECT_LT(recover_group(atoms, settings).score, 0.8) << n;
    settings.conjugated = true;
    RecoveredGroup group = recover_group(atoms, settings);
    ASSERT_TRUE(group.whitening) << n;
    EXPECT_EQ(group.order, n);
    EXPECT_GT(group.score, 0.99) << n;
    TensorD power = group.A;
    for (Index j = 1; j < n; ++j) power = matmul(power, group.A);
    EXPECT_LT(test::largest_difference(power, identity(d)), 1e-9) << n;

    TensorD base = base_filters(group, atoms, q);
    const TensorD agreement = matmul(atoms, transpose(unit_bank(group, base)));
    for (Index b = 0; b < n * q; ++b) {
      const double* row = agreement.data() + b * n * q;
      EXPECT_GT(*std::max_element(row, row + n * q), 0.99) << n << " " << b;
    }
    // what is fitted to the orbits of a group gives it back, whatever was there before
    const TensorD filters = base.clone(), bank = unit_bank(group, filters), found = group.A;
    group.A = identity(d);
    fit_to_orbits(group, base, bank);
    EXPECT_LT(test::largest_difference(group.A, found), 1e-6) << n;
    EXPECT_LT(test::largest_difference(base, filters), 1e-6) << n;
  }
}

TEST(DirectionWhitening, OrthogonalGroupsKeepTheirCoordinates) {
  Random random(5);
  const Index n = 3, d = 9;
  const TensorD W = random_orthogonal(d, random);
  TensorD turned = TensorD::uninitialized({d, d});
  multiply_right(cyclic_representation(n, {3, 3}), 1, false, d, W.data(), turned.data());
  RecoverySettings settings{.conjugated = true};
  const RecoveredGroup group =
      recover_group(test::disturbed_orbits(matmul(turned, transpose(W)), n, 8, 0.005, random), settings);
  EXPECT_FALSE(group.whitening);
  EXPECT_EQ(group.order, n);
  EXPECT_GT(group.score, 0.99);
}

}  // namespace
}  // namespace lgn
