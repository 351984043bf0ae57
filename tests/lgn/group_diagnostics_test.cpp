// Diagnostics of generators: closure, phases, the trap, equivariance of codes.
#include "lgn/generators/group_diagnostics.h"

#include <cmath>

#include "lgn/training_step.h"
#include "tests/lgn/networks.h"
#include "tests/support.h"

namespace lgn {
namespace {

using test::make_network;

Architecture small_reconstructor(const std::string& generator, const std::string& share) {
  Architecture a;
  a.task = Task::reconstruct, a.eta = 0.05;
  a.generator = from_name<Form>(generator, "form"), a.share = from_name<Sharing>(share, "sharing");
  a.channels = 2, a.height = a.width = 9, a.base_filters = 2, a.group_size = 4, a.kernel = 3, a.layers = 3;
  return a;
}

void train(Network& network, int steps) {
  Random random(2);
  const Architecture& a = network.architecture();
  const Tensor images = normal_tensor(random, {6, a.channels, a.height, a.width});
  Adam adam;
  for (int i = 0; i < steps; ++i) training_step(network, adam, images, {}, {0.1});
}

double largest(const std::vector<double>& values) {
  return *std::max_element(values.begin(), values.end());
}

/// Gives all elements of a base filter the threshold of the first.
void share_thresholds(Network& network) {
  const Architecture& a = network.architecture();
  for (Index k = 0; k < a.layers; ++k) {
    Tensor& threshold = network.parameters().at(numbered("lmbd", k)).value;
    for (Index f = 0; f < a.filters(); ++f) threshold[f] = threshold[f % a.base_filters];
  }
}

TEST(Equivariance, IsExactForOrthogonalGroupsWithThresholdsSharedOverTheGroup) {
  for (const char* form : {"orthogonal", "dihedral", "polyhedral", "kronecker", "householder", "circulant"}) {
    Architecture a = small_reconstructor(form, "layer");
    a.factors = Form::orthogonal;
    if (std::string(form) == "dihedral") a.group_size = 8;
    if (std::string(form) == "polyhedral") a.group_size = 12;
    Network network = make_network(a);
    EXPECT_LT(largest(diagnose_groups(network).equivariance), 1e-6) << form;  // float32 filters
    train(network, 10);
    EXPECT_GT(largest(diagnose_groups(network).equivariance), 1e-3) << form;  // thresholds went apart
    share_thresholds(network);
    const std::vector<double> errors = diagnose_groups(network).equivariance;
    EXPECT_EQ(errors.size(), static_cast<std::size_t>(a.group_size - 1));
    EXPECT_LT(largest(errors), 1e-6) << form;
  }
}

TEST(Equivariance, IsNotANumberWhereNoCodeIsActive) {
  Network network = make_network(small_reconstructor("orthogonal", "layer"));
  network.parameters().at("lmbd.1").value.fill(1000);
  EXPECT_FALSE(std::isnan(equivariance_errors(network, 0)[0]));
  for (const double error : equivariance_errors(network, 1)) EXPECT_TRUE(std::isnan(error));
  for (const double error : diagnose_groups(network).equivariance) EXPECT_TRUE(std::isnan(error));
}

TEST(Equivariance, IsADiagnosticForOtherGenerators) {
  for (const char* share : {"none", "layer"})
    EXPECT_GT(largest(diagnose_groups(make_network(small_reconstructor("free", share))).equivariance), 0.1);
  EXPECT_GT(largest(diagnose_groups(make_network(small_reconstructor("orthogonal", "none"))).equivariance), 1e-3);
}

TEST(GroupDiagnostics, ExactGeneratorsCloseAndShowTheirPhases) {
  Architecture a = small_reconstructor("exact", "none");
  Network network = make_network(a);
  train(network, 5);
  const GroupDiagnostics d = diagnose_groups(network);
  EXPECT_LT(d.closure_worst, 1e-5);
  EXPECT_LE(d.closure_mean, d.closure_worst);
  EXPECT_GT(d.condition_worst, 1.01);
  EXPECT_LE(*d.basis_condition_worst, 10);
  EXPECT_NEAR(d.phase_shares[0], 3.0 / 9, 1e-12);  // of nine dimensions three stay, four turn, two flip
  EXPECT_NEAR(d.phase_shares[1], 4.0 / 9, 1e-12);
  EXPECT_NEAR(d.phase_shares[2], 2.0 / 9, 1e-12);
  EXPECT_LT(d.phase_distance, 1e-4);
  EXPECT_NEAR(d.modulus_smallest, 1, 1e-4);
  EXPECT_NEAR(d.modulus_largest, 1, 1e-4);
  EXPECT_GT(d.identity_distance_smallest, 1);
}

TEST(GroupDiagnostics, DihedralMirrorsCount) {
  Architecture a = small_reconstructor("dihedral", "layer");
  a.group_size = 6;
  const GroupDiagnostics d = diagnose_groups(make_network(a));
  EXPECT_LT(d.closure_worst, 1e-5);
  EXPECT_EQ(d.phase_shares.size(), 2u);  // the turn has order 3
  EXPECT_LT(d.phase_distance, 1e-4);
  a.group_size = 2;  // a mirror alone
  const GroupDiagnostics mirror = diagnose_groups(make_network(a));
  EXPECT_LT(mirror.closure_worst, 1e-5);
  EXPECT_LT(mirror.phase_distance, 1e-4);
}

TEST(GroupDiagnostics, ThePublishedConstructionIsNoGroupAndTheIdentityIsReported) {
  Network network = make_network(small_reconstructor("free", "layer"));
  EXPECT_GT(diagnose_groups(network).closure_worst, 0.5);
  for (Index k = 0; k < 3; ++k) {
    Tensor& A = network.parameters().at(concat("generator.A.", k)).value;
    for (Index i = 0; i < 81; ++i) A[i] = i % 10 == 0 ? 1.0f : 0.0f;
  }
  const GroupDiagnostics d = diagnose_groups(network);
  EXPECT_EQ(d.identity_distance_smallest, 0);
  EXPECT_EQ(d.closure_worst, 0);
  EXPECT_EQ(d.phase_shares[0], 1);
}

}  // namespace
}  // namespace lgn
