// What orbits share: gradients, fused as plain, equivariance and invariance to rounding, model files; and
// what is frozen.
#include "lgn/orbits.h"

#include "lgn/generators/group_diagnostics.h"
#include "lgn/generators/start.h"
#include "lgn/inference.h"
#include "lgn/model_file.h"
#include "lgn/probe/patch_operators.h"
#include "lgn/reference/orbits.h"
#include "lgn/training_step.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/threads.h"
#include "tests/autograd/gradient_checks.h"
#include "tests/lgn/networks.h"
#include "tests/support.h"

namespace lgn {
namespace {

using test::make_network;

Architecture orbit_architecture(const char* head = "invariant", const char* generator = "orthogonal") {
  Architecture a;
  a.channels = 2, a.height = a.width = 9, a.base_filters = 3, a.group_size = 4, a.kernel = 3, a.layers = 3, a.pool = 2;
  a.classes = 3, a.eta = 0.05, a.generator = from_name<Form>(generator, "form");
  a.thresholds = Thresholds::shared, a.norm = Norm::shared, a.head = from_name<Head>(head, "head");
  return a;
}

Tensor orbit_images(const Architecture& a, Index count) {
  Random random(4);
  return normal_tensor(random, {count, a.channels, a.height, a.width});
}

const std::vector<Index> orbit_labels = {0, 1, 2, 1, 0, 2, 2, 1, 0};

/// A few steps, after which nothing is as it was drawn.
Network trained_orbit_network(const Architecture& a, Unfolding unfolding = Unfolding::fused,
                              const std::string& frozen = "") {
  Network network = make_network(a);
  if (!frozen.empty()) freeze(network.parameters(), frozen);
  Adam adam;
  for (int step = 0; step < 5; ++step)
    training_step(network, adam, orbit_images(a, 9), orbit_labels, {1e-2, 2.0, unfolding});
  return network;
}

TEST(Orbits, PoolingHasExactGradients) {
  Random random(2);
  const Tensor pooled = away_from_zero(random, {2, 6, 2, 3});
  for (OrbitPooling pooling : {OrbitPooling::largest, OrbitPooling::mean})
    expect_exact([=](const auto& x) { return pool_orbits(x[0], 3, pooling); }, {pooled});
  Tape tape;
  const Variable x = tape.leaf(Tensor::full({1, 4, 1, 1}, 1));
  tape.backward(pool_orbits(x, 2, OrbitPooling::largest), Tensor::full({1, 2, 1, 1}, 1));
  EXPECT_EQ(x.gradient()[0], 1);  // of equals the first
  EXPECT_EQ(x.gradient()[2], 0);
  expect_error([&] { pool_orbits(x, 3, OrbitPooling::mean); }, "no orbits of 3");
}

/// Loss and gradients of one batch.
std::vector<Tensor> gradients_of(Network& network, Unfolding unfolding) {
  Tape tape;
  const Leaves leaves(tape, network.parameters());
  const Tensor images = orbit_images(network.architecture(), 9);
  const Variable loss =
      network.task_loss(network.forward(leaves, images, Mode::training, unfolding), images, orbit_labels);
  tape.backward(loss);
  std::vector<Tensor> result = {loss.value()};
  for (const Parameter& parameter : network.parameters())
    if (parameter.trained) result.push_back(leaves[parameter.name].gradient());
  return result;
}

TEST(Orbits, FusedEqualsPlainAndThreadsChangeNothing) {
  for (const char* head : {"linear", "invariant", "invariant-mean"}) {
    const Architecture a = orbit_architecture(head);
    Network fused = make_network(a), plain = make_network(a);
    const std::vector<Tensor> expected = gradients_of(plain, Unfolding::plain);
    const std::vector<Tensor> found = gradients_of(fused, Unfolding::fused);
    for (std::size_t i = 0; i < expected.size(); ++i)
      EXPECT_LT(test::relative_error(found[i], expected[i]), 2e-5) << head << ", tensor " << i;
    test::expect_same_bits([&] {
      Network fresh = make_network(a);
      return gradients_of(fresh, Unfolding::fused);
    });
    for (const Parameter& parameter : plain.parameters())  // running statistics
      EXPECT_LT(test::relative_error(fused.parameters().at(parameter.name).value, parameter.value), 1e-5)
          << parameter.name;
    const Tensor images = orbit_images(a, 5);
    const Tensor fast = infer(fused, images, 5, false).output;
    Tape tape;
    const Tensor slow =
        fused.forward(Leaves(tape, fused.parameters(), false), images, Mode::evaluation, Unfolding::plain)
            .output.value();
    EXPECT_LT(test::relative_error(fast, slow), 1e-5) << head;
  }
}

TEST(Orbits, TheGradientOfASharedThresholdIsTheSumOverItsOrbit) {
  Architecture a = orbit_architecture("linear");
  a.norm = Norm::free;
  Network shared = make_network(a);
  a.thresholds = Thresholds::free;
  Network free = make_network(a);
  const auto first_layer = [](Network& network) {
    std::size_t place = 0;
    for (const Parameter& parameter : network.parameters()) {
      ++place;
      if (parameter.name.find("lmbd.0") != std::string::npos) break;
    }
    return gradients_of(network, Unfolding::fused)[place];
  };
  const Tensor sums = first_layer(shared), parts = first_layer(free);
  for (Index g = 0; g < 3; ++g) {
    double sum = 0;
    for (Index i = 0; i < 4; ++i) sum += parts[i * 3 + g];
    EXPECT_NE(sum, 0);
    EXPECT_NEAR(sums[g], sum, 1e-5 * std::abs(sum));
  }
}

TEST(Orbits, CodesOfPatchesStayEquivariantInTraining) {
  for (const char* generator : {"orthogonal", "dihedral", "rotations"}) {
    const Network network = trained_orbit_network(orbit_architecture("invariant", generator));
    for (double error : diagnose_groups(network).equivariance) EXPECT_LT(error, 1e-6) << generator;
  }
  Architecture apart = orbit_architecture();
  apart.thresholds = Thresholds::free;
  EXPECT_GT(diagnose_groups(trained_orbit_network(apart)).equivariance[0], 1e-4);
}

/// Images turned by a quarter, counter-clockwise.
Tensor quarter_turned(const Tensor& images) {
  const Index m = images.extent(2);
  Tensor turned(images.shape());
  for (Index i = 0; i < images.count(); ++i) {
    const Index row = i / m % m, column = i % m;
    turned[i] = images[i / (m * m) * m * m + column * m + m - 1 - row];
  }
  return turned;
}

TEST(Orbits, ANetworkOfQuarterTurnsDoesNotSeeThem) {
  for (const char* head : {"invariant", "invariant-mean", "linear"}) {
    Architecture a = orbit_architecture(head, "rotations");
    a.pool = 1;
    Network network = trained_orbit_network(a);
    const Tensor images = orbit_images(a, 6);
    const double difference = test::relative_error(infer(network, quarter_turned(images), 6, false).output,
                                                   infer(network, images, 6, false).output);
    if (a.head == Head::linear) {
      EXPECT_GT(difference, 1e-3);
    } else {
      EXPECT_LT(difference, 1e-5) << head;
    }
  }
}

TEST(Orbits, ModelFilesHoldWhatEveryNetworkHasAndComeBack) {
  Network network = trained_orbit_network(orbit_architecture());
  const SafetensorsFile file = to_file(network);
  EXPECT_EQ(file.at("lmbd.1").shape, (Shape{1, 12, 1, 1}));
  EXPECT_EQ(file.at("bn.0.running_var").shape, (Shape{12}));
  EXPECT_EQ(file.at("fc.weight").shape, (Shape{3, 12}));
  const Tensor every = file.float_tensor("lmbd.1"), shared = file.float_tensor("orbit.lmbd.1");
  for (Index f = 0; f < 12; ++f) EXPECT_EQ(every[f], shared[f % 3]);
  Network again = to_network(file);
  EXPECT_EQ(again.architecture().head, Head::invariant);
  const Tensor images = orbit_images(network.architecture(), 4);
  EXPECT_EQ(test::relative_error(infer(again, images, 4, false).output, infer(network, images, 4, false).output), 0);
  SafetensorsFile repeated = file;
  std::erase_if(repeated.tensors, [](const StoredTensor& tensor) { return tensor.name.starts_with("orbit."); });
  Network every_filter = to_network(repeated);
  EXPECT_LT(test::relative_error(infer(every_filter, images, 4, false).output, infer(network, images, 4, false).output),
            1e-6);
}

TEST(Freeze, WhatIsNamedStaysAndTheRestMoves) {
  Architecture a = orbit_architecture("linear", "free");
  a.thresholds = Thresholds::free, a.norm = Norm::free;
  for (Unfolding unfolding : {Unfolding::fused, Unfolding::plain}) {
    for (const char* list : {"generator", "filters", "thresholds,norm", "head", "B.1,lmbd", "generator,filters,head"}) {
      Network start = make_network(a);
      freeze(start.parameters(), list);
      const Network network = trained_orbit_network(a, unfolding, list);
      for (const Parameter& parameter : start.parameters()) {
        const double moved = test::relative_error(network.parameters().at(parameter.name).value, parameter.value);
        EXPECT_EQ(moved == 0, parameter.frozen) << list << ": " << parameter.name;
      }
    }
  }
}

TEST(Freeze, NamesThatFitNothingAreErrors) {
  Network network = make_network(orbit_architecture());
  for (const char* list : {"decoder", "foo", "", "generator,", "bn.0.running_mean"})
    expect_error([&] { freeze(network.parameters(), list); }, "fits no parameter");
  expect_error([&] { freeze(network.parameters(), "generator,filters,thresholds,norm,head"); },
               "nothing to be trained");
}

TEST(GroupAgreement, IsOneForPowersThatGenerateTheSameGroupAndSmallForDrawnOnes) {
  const Architecture a = orbit_architecture();
  const std::vector<TensorD> one = distinct_generators(make_network(a, 1)),
                             other = distinct_generators(make_network(a, 2));
  std::vector<TensorD> inverse;
  for (const TensorD& A : one) inverse.push_back(lgn::transpose(A));
  EXPECT_EQ(one.size(), 3u);
  EXPECT_NEAR(group_agreement(one, inverse, 4), 1, 1e-6);
  EXPECT_LT(group_agreement(one, other, 4), 0.5);
}

TEST(NamedStart, OperationsAreOrthogonalAndOfTheirOrder) {
  Random random(5);
  const struct {
    const char* name;
    Index height, width, n;
  } cases[] = {{"rotations", 5, 5, 4}, {"rotations", 4, 4, 2}, {"mirrors", 3, 4, 2}, {"shifts", 1, 12, 4},
               {"shifts", 6, 5, 3},    {"bands", 6, 6, 4},     {"bands", 3, 5, 4}};
  for (const auto& c : cases) {
    const TensorD A = named_operation(c.name, c.height, c.width, c.n, random);
    const Index d = c.height * c.width;
    EXPECT_LT(test::largest_difference(matmul(lgn::transpose(A), A), identity(d)), 1e-12) << c.name;
    TensorD power = identity(d);
    for (Index i = 1; i <= c.n; ++i) {
      power = matmul(power, A);
      EXPECT_EQ(test::largest_difference(power, identity(d)) < 1e-12, i == c.n) << c.name << " " << i;
    }
  }
  EXPECT_EQ(test::largest_difference(named_operation("rotations", 5, 5, 4, random), rotation_operator(5, 90)), 0);
  expect_error([&] { named_operation("rotations", 5, 5, 3, random); }, "--group-size 1, 2 or 4");
  expect_error([&] { named_operation("rotations", 5, 4, 4, random); }, "square");
  expect_error([&] { named_operation("mirrors", 5, 5, 4, random); }, "--group-size 2");
  expect_error([&] { named_operation("shifts", 5, 5, 4, random); }, "divides");
  expect_error([&] { named_operation("turns", 5, 5, 4, random); }, "expected random, rotations");
}

}  // namespace
}  // namespace lgn
