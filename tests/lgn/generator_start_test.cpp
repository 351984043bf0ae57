// Generators that start from given matrices: exact where these are a group, near where they are near.
#include <cmath>

#include "lgn/generators/conjugation.h"
#include "lgn/generators/orthogonal.h"
#include "lgn/generators/snap.h"
#include "lgn/generators/start.h"
#include "lgn/network.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tests/lgn/networks.h"
#include "tests/support.h"

namespace lgn {
namespace {

using test::make_network;

Architecture start_architecture(const char* generator, const char* share) {
  Architecture a;
  a.generator = from_name<Form>(generator, "form"), a.share = from_name<Sharing>(share, "sharing");
  a.height = a.width = 8, a.kernel = 3, a.base_filters = 2, a.group_size = 4, a.layers = 2, a.channels = 2;
  return a;
}

std::vector<Tensor> matrices_of(const Network& network) {
  return {network.generator_matrices(0), network.generator_matrices(1)};
}

/// The matrices of a network that starts from these.
std::vector<Tensor> started(const Architecture& a, const GeneratorStart& start) {
  Network network = make_network(a, 2);
  for (const auto& [name, value] : start.parameters) network.parameters().at(name).value = value;
  return matrices_of(network);
}

TEST(GeneratorStart, AGroupIsFoundAgainInEveryFormAndSharing) {
  for (const char* share : {"none", "channels", "layer", "network"}) {
    const std::vector<Tensor> planted = matrices_of(make_network(start_architecture("orthogonal", share), 1));
    for (const char* form : {"orthogonal", "exact"}) {
      const Architecture a = start_architecture(form, share);
      const GeneratorStart start = start_from_matrices(a, planted);
      EXPECT_LT(start.moved, 1e-4) << form << " " << share;
      const std::vector<Tensor> again = started(a, start);
      for (std::size_t k = 0; k < 2; ++k)
        EXPECT_LT(test::relative_error(again[k], planted[k]), 1e-4) << form << " " << share;
    }
  }
}

TEST(GeneratorStart, FreeMatricesOfUnitNormAreKeptAndThoseThatShareOneAveraged) {
  for (const char* share : {"none", "channels", "layer", "network"}) {
    const Architecture a = start_architecture("free", share);
    const std::vector<Tensor> given = matrices_of(make_network(a, 1));
    const GeneratorStart start = start_from_matrices(a, given);
    EXPECT_LT(start.moved, 1e-6) << share;
    const std::vector<Tensor> again = started(a, start);
    for (std::size_t k = 0; k < 2; ++k) EXPECT_LT(test::relative_error(again[k], given[k]), 1e-6) << share;
  }
  Tensor two({2, 1, 9, 9});
  two[0] = 1, two[82] = 1;
  Architecture a = start_architecture("free", "layer");
  a.channels = 1, a.layers = 1;
  const GeneratorStart start = start_from_matrices(a, {two});
  EXPECT_NEAR(start.parameters.at(0).second[0], std::sqrt(0.5), 1e-6);
  EXPECT_NEAR(start.parameters.at(0).second[1], std::sqrt(0.5), 1e-6);
  EXPECT_NEAR(start.moved, std::sqrt(2 - std::sqrt(2)), 1e-6);
}

TEST(GeneratorStart, ScalesAndDisturbancesAreReported) {
  const Architecture a = start_architecture("orthogonal", "layer");
  Random random(3);
  std::vector<Tensor> planted = matrices_of(make_network(a, 1)), given;
  for (const Tensor& layer : planted) {
    const Tensor noise = normal_tensor(random, layer.shape());
    Tensor disturbed = layer.clone();
    for (Index i = 0; i < disturbed.count(); ++i) disturbed[i] = (layer[i] + 0.01f * noise[i]) / 3;
    given.push_back(disturbed);
  }
  const GeneratorStart start = start_from_matrices(a, given);
  EXPECT_NEAR(start.moved, 2, 0.02);      // from a third of the norm
  EXPECT_NEAR(start.turned, 0.03, 0.01);  // 0.01 in each of 81 entries, over the norm 3
  const std::vector<Tensor> near = started(a, start);
  for (std::size_t k = 0; k < 2; ++k) EXPECT_LT(test::relative_error(near[k], planted[k]), 0.1);
}

TEST(GeneratorStart, PermutationsWhoseBasisHasTheEigenvalueMinusOne) {
  const Architecture a = start_architecture("orthogonal", "network");
  const std::vector<Tensor> turns = matrices_of(make_network(start_architecture("rotations", "network"), 1));
  const std::vector<Tensor> again = started(a, start_from_matrices(a, turns));
  for (std::size_t k = 0; k < 2; ++k) EXPECT_LT(test::relative_error(again[k], turns[k]), 1e-3);
}

// Their bases mirror pairs of lines, which no angle undoes: only other pairs do.
TEST(GeneratorStart, ShiftsWhoseBasisKeepsTheEigenvalueMinusOneWhenItsPairsAreTurnedAlike) {
  Random random(1);
  for (const auto& [height, width] : {std::pair<Index, Index>{2, 4}, {4, 4}, {4, 5}, {5, 4}, {6, 4}}) {
    const Index d = height * width;
    const TensorD A = named_operation("shifts", height, width, 2, random);
    const Representation rho = family_representation(GroupFamily::cyclic, 2, {}, d);
    const TensorD W = rotation_basis(phase_ordered_basis(A), rho);
    EXPECT_LT(test::largest_difference(orthogonal_basis(orthogonal_numbers(W), d), W), 1e-12) << height << width;
    EXPECT_LT(test::largest_difference(conjugated_elements(rho, W, lgn::transpose(W)).slice(1, 1).reshape({d, d}), A),
              1e-12)
        << height << width;
  }
}

TEST(GeneratorStart, ABasisIsNotTurnedInPlanesThatAreMirrored) {
  const Representation rho = dihedral_representation(6, {1, 0, 1});
  test::expect_error([&] { rotation_basis(identity(3), rho); }, {"turned planes"});
}

TEST(GeneratorStart, WhatCannotStartSaysSo) {
  EXPECT_FALSE(can_start_from_matrices(start_architecture("lie", "layer")));
  Architecture learned = start_architecture("orthogonal", "layer");
  learned.multiplicities = "learned";
  EXPECT_FALSE(can_start_from_matrices(learned));
  const Architecture a = start_architecture("orthogonal", "layer");
  const Tensor zeros({2, 2, 9, 9});
  test::expect_error([&] { start_from_matrices(a, {zeros, zeros}); }, {"singular"});
  test::expect_error([&] { start_from_matrices(a, {Tensor({2, 2, 4, 4}), zeros}); }, {"[2, 2, 4, 4]"});
}

}  // namespace
}  // namespace lgn
