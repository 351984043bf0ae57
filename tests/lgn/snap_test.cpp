// Snapping to matrices of finite order: what is one already stays, what is near comes back, distances.
#include "lgn/generators/snap.h"

#include <cmath>
#include <numbers>

#include "lgn/generators/conjugation.h"
#include "tensor/linalg/lu.h"
#include "tensor/linalg/qr.h"
#include "tests/support.h"
#include "tests/tensor/linalg_matrices.h"

namespace lgn {
namespace {

using namespace testing_matrices;

TensorD element_one(const Representation& rho, const TensorD& S, const TensorD& T) {
  const Index d = S.extent(0);
  return conjugated_elements(rho, S, T).slice(1, 1).reshape({d, d}).clone();
}

TensorD power(const TensorD& A, Index n) {
  TensorD result = identity(A.extent(0));
  for (Index i = 0; i < n; ++i) result = matmul(result, A);
  return result;
}

TEST(Snap, AMatrixOfFiniteOrderStaysWhereItIs) {
  for (Index n = 2; n <= 12; ++n) {
    const Index d = 12;
    const std::vector<Index> multiplicities = regular_cyclic_multiplicities(n, d);
    const Representation rho = cyclic_representation(n, multiplicities);
    const TensorD W = qr(random_matrix(d, d, 3)).q, S = random_matrix(d, d, 4);
    const TensorD orthogonal = element_one(rho, W, lgn::transpose(W)), general = element_one(rho, S, inverse(S));
    const Snapped in_orthogonal = snap_orthogonal(orthogonal, n), in_general = snap(general, n);
    EXPECT_LT(in_orthogonal.moved, 1e-12) << n;
    EXPECT_LT(in_general.moved, 1e-8) << n;
    EXPECT_LT(in_general.phase_moved, 1e-8) << n;
    EXPECT_EQ(in_orthogonal.multiplicities, multiplicities);
    EXPECT_EQ(in_general.multiplicities, multiplicities);
  }
}

TEST(Snap, ANearMatrixComesBackAndItsPowersClose) {
  for (Index n : {2, 3, 4, 5, 6, 8}) {
    const Index d = 9;
    const Representation rho = cyclic_representation(n, regular_cyclic_multiplicities(n, d));
    const TensorD W = qr(random_matrix(d, d, 5)).q;
    const TensorD A = element_one(rho, W, lgn::transpose(W)), noise = random_matrix(d, d, 6);
    TensorD near = A.clone();
    for (Index i = 0; i < near.count(); ++i) near[i] += 0.01 * noise[i];
    for (const Snapped& s : {snap(near, n), snap_orthogonal(near, n)}) {
      EXPECT_LT(distance(s.matrix, A), 0.3) << n;
      EXPECT_LT(distance(power(s.matrix, n), identity(d)), 1e-10) << n;
      EXPECT_LT(s.moved, 0.15);
      EXPECT_GT(s.moved, 1e-4);
      EXPECT_NEAR(s.moved, distance(s.matrix, near) / frobenius(near), 1e-12);
    }
    EXPECT_LT(departure_from_orthonormal(snap_orthogonal(near, n).basis), 1e-12);
  }
}

TEST(Snap, NegativeEigenvaluesOfOddOrdersArePaired) {
  const Snapped s = snap(diagonal_matrix({1, -1, -1, -1}), 3);
  EXPECT_EQ(s.multiplicities, (std::vector<Index>{2, 1}));
  EXPECT_LT(distance(power(s.matrix, 3), identity(4)), 1e-12);
}

TEST(Snap, WhatASingleNegativeEigenvalueTurnsForAnOddOrderCounts) {
  const Snapped s = snap(diagonal_matrix({1, 1, -1}), 3);
  EXPECT_EQ(s.multiplicities, (std::vector<Index>{3, 0}));
  EXPECT_NEAR(s.phase_moved, std::numbers::pi / std::sqrt(3.0), 1e-12);
}

TEST(Snap, ARandomMatrixMovesFar) {
  EXPECT_GT(snap(random_matrix(12, 12, 7), 4).moved, 0.3);
  EXPECT_GT(snap(random_matrix(12, 12, 7), 4).phase_moved, 0.2);
}

TEST(Snap, ScalesDoNotHinderIt) {
  const TensorD turn = element_one(cyclic_representation(4, {1, 1, 1}), identity(4), identity(4));
  TensorD small = turn.clone();
  for (double& x : small) x *= 0.1;
  EXPECT_LT(distance(snap(small, 4).matrix, turn), 1e-12);
  EXPECT_NEAR(snap(small, 4).moved, 9, 1e-9);
  EXPECT_LT(snap(small, 4).phase_moved, 1e-12);
}

TEST(SnapErrors, DefectiveAndSingularMatricesAreNamed) {
  TensorD shift({3, 3});
  shift(0, 1) = shift(1, 2) = 1;
  test::expect_error([&] { snap(shift, 3); }, "eigenvectors");
  test::expect_error([&] { snap_orthogonal(shift, 3); }, "singular");
  test::expect_error([&] { snap(identity(2), 0); }, "order");
}

}  // namespace
}  // namespace lgn
