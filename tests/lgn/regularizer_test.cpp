// Regularisers: exact gradients, what happens at kinks; thresholds kept from being negative; sparsity.
#include "lgn/regularizer.h"

#include <cmath>

#include "autograd/elementwise_ops.h"
#include "autograd/matrix_ops.h"
#include "lgn/reference/regularizers.h"
#include "lgn/training_step.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/qr.h"
#include "tensor/linalg/svd.h"
#include "tests/autograd/gradient_checks.h"
#include "tests/lgn/networks.h"
#include "tests/support.h"

namespace lgn {
namespace {

using test::labels_for;
using test::make_network;
using test::random_images;
using test::small_architecture;

/// U diag(sigma) V^T for random orthogonal U, V, rounded to float32 as [d,d].
Tensor with_singular_values(const TensorD& U, const std::vector<double>& sigma, const TensorD& V) {
  const Index d = U.extent(0);
  Tensor A({d, d});
  for (Index i = 0; i < d; ++i) {
    for (Index j = 0; j < d; ++j) {
      double entry = 0;
      for (Index k = 0; k < d; ++k) entry += U(i, k) * sigma[k] * V(j, k);
      A(i, j) = static_cast<float>(entry);
    }
  }
  return A;
}

/// dy/dA of orthogonal_distance.
Tensor distance_gradient(const Tensor& A) {
  Tape tape;
  const Variable leaf = tape.leaf(A);
  tape.backward(orthogonal_distance(leaf));
  return leaf.gradient();
}

TEST(OrthogonalDistance, ValueAndGradientAreExact) {
  Random random(3);
  for (double size : {0.2, 0.6, 2.0}) {  // all singular values below 1, some, nearly none
    Tensor A = normal_tensor(random, {2, 3, 5, 5});
    for (float& x : A) x *= static_cast<float>(size);
    expect_exact([](const auto& x) { return orthogonal_distance(x[0]); }, {A});
  }
}

TEST(OrthogonalDistance, RepeatedSingularValuesHaveOneDerivative) {
  Random random(4);
  const TensorD U = random_orthogonal(6, random), V = random_orthogonal(6, random);
  const Tensor found = distance_gradient(with_singular_values(U, {2, 2, 2, 0.5, 0.5, 0.5}, V));
  EXPECT_LT(test::relative_error(found, with_singular_values(U, {1, 1, 1, -1, -1, -1}, V)), 1e-6);
}

TEST(OrthogonalDistance, AtZeroTheBasesAreCompletedAndTheDistanceFalls) {
  Random random(5);
  const TensorD U = random_orthogonal(5, random), V = random_orthogonal(5, random);
  // Exactly of rank 3: the first three rows of a random matrix, small.
  Tensor A({5, 5});
  for (Index i = 0; i < 15; ++i) A[i] = 0.1f * static_cast<float>(random.normal());
  for (const Tensor& matrix : {A, Tensor({5, 5})}) {
    const Tensor g = distance_gradient(matrix);
    TensorD G({5, 5});
    std::copy(g.begin(), g.end(), G.begin());
    const TensorD sigma = singular_values(G);  // all of them 1: the gradient is orthogonal
    for (double s : sigma) EXPECT_NEAR(s, 1, 1e-6);
    TensorD moved({5, 5});
    double before = 0, after = 0;
    for (Index i = 0; i < 25; ++i) moved[i] = matrix[i] - 1e-3 * G[i];
    TensorD start({5, 5});
    std::copy(matrix.begin(), matrix.end(), start.begin());
    for (double s : singular_values(start)) before += std::abs(1 - s);
    for (double s : singular_values(moved)) after += std::abs(1 - s);
    EXPECT_NEAR(before - after, 5e-3, 1e-8);
  }
}

TEST(OrthogonalDistance, OrthogonalMatricesStayWhereTheyAre) {
  Random random(6);
  const Tensor A = with_singular_values(random_orthogonal(36, random), std::vector<double>(36, 1.0), identity(36));
  for (float x : distance_gradient(A)) EXPECT_EQ(x, 0.0f);
}

TEST(OrthogonalDistance, RefusesWhatIsNotSquareOrNotFinite) {
  Tape tape;
  expect_error([&] { orthogonal_distance(tape.leaf(Tensor({2, 3}))); }, "square");
  Tensor bad({2, 2});
  bad[3] = std::nanf("");
  expect_error([&] { orthogonal_distance(tape.leaf(bad)); }, "finite");
}

TEST(CyclicPenalty, GradientIsExactAndZeroWhereThePowerCloses) {
  Random random(3);
  for (Index n : {1, 2, 4, 5}) {
    const auto operation = [=](Tape& tape, const std::vector<Variable>& x) {
      Architecture a = published_architecture();
      a.kernel = 2, a.group_size = n, a.regularizer = Regularizer::cyclic, a.mu = 1, a.layers = 1;
      const ParameterSet none;
      return generator_penalty(Leaves(tape, none), a, {x[0]});
    };
    const auto reference = [=](const std::vector<TensorC>& x) {
      const TensorC norms = reference::cyclic_distance(x[0], n);
      TensorC total({1});
      for (Index i = 0; i < norms.count(); ++i) total[0] += norms[i];
      return total;
    };
    EXPECT_EQ(check_gradients(reference, operation, {normal_tensor(random, {2, 3, 4, 4})}), "") << n;
  }
  Tape tape;
  Tensor shift({1, 1, 4, 4});
  for (Index i = 0; i < 4; ++i) shift[i * 4 + (i + 1) % 4] = 1;
  const Variable leaf = tape.leaf(shift);
  Architecture a = published_architecture();
  a.kernel = 2, a.group_size = 4, a.regularizer = Regularizer::cyclic, a.mu = 1, a.layers = 1;
  const ParameterSet none;
  const Variable penalty = generator_penalty(Leaves(tape, none), a, {leaf});
  EXPECT_EQ(penalty.value()[0], 0.0f);
  tape.backward(penalty);
  for (float x : leaf.gradient()) EXPECT_EQ(x, 0.0f);
}

TEST(SvdPenalty, IsWeightedByChannelsAndDimension) {
  Architecture a = small_architecture(Task::reconstruct);
  a.regularizer = Regularizer::svd, a.mu = 0.25;
  Network network = make_network(a);
  Tape tape;
  const Leaves leaves(tape, network.parameters());
  const Prediction prediction = network.forward(leaves, random_images(a, 2), Mode::training, Unfolding::plain);
  double expected = 0;
  for (Index k = 0; k < a.layers; ++k) {
    const Tensor A = network.generator_matrices(k);
    for (Index i = 0; i < 4; ++i) {
      TensorD matrix({9, 9});
      std::copy_n(A.data() + i * 81, 81, matrix.begin());
      for (double sigma : singular_values(matrix)) expected += 0.25 / (2 * 9) * std::abs(1 - sigma);
    }
  }
  EXPECT_NEAR(network.penalty(leaves, prediction).value()[0], expected, 1e-5 * expected);
}

TEST(Regularizer, DrawsGeneratorsWhereItShould) {
  for (Regularizer regularizer : {Regularizer::svd, Regularizer::cyclic}) {
    Architecture a = small_architecture(Task::reconstruct);
    a.regularizer = regularizer, a.mu = 1;
    Network network = make_network(a);
    const Tensor images = random_images(a, 8);
    Adam adam;
    const double first = training_step(network, adam, images, {}, {}).loss;
    double last = first;
    for (int i = 0; i < 100; ++i) last = training_step(network, adam, images, {}, {}).loss;
    EXPECT_LT(last, first) << name(regularizer);
  }
}

TEST(Regularizer, WhatTheFormMakesZeroIsNotComputed) {
  for (Regularizer regularizer : {Regularizer::svd, Regularizer::cyclic}) {
    Architecture a = small_architecture(Task::classify);
    a.regularizer = regularizer, a.mu = 1;
    EXPECT_TRUE(make_network(a).has_penalty());
    a.generator = Form::orthogonal;
    EXPECT_FALSE(make_network(a).has_penalty()) << name(regularizer);
    a.multiplicities = "learned";
    EXPECT_FALSE(make_network(a).has_penalty()) << name(regularizer);
    a.multiplicities = "regular";
    a.generator = Form::lie;
    EXPECT_TRUE(make_network(a).has_penalty()) << name(regularizer);
    a.generator = Form::exact;
    EXPECT_EQ(make_network(a).has_penalty(), regularizer == Regularizer::svd);
  }
}

TEST(Sparsity, PenaltyAndGradientsAreThoseOfTheMeanCodeInBothUnfoldings) {
  for (Task task : {Task::classify, Task::reconstruct}) {
    Architecture a = small_architecture(task);
    a.sparsity = 3, a.regularizer = Regularizer::cyclic, a.mu = 1e-3;
    const Tensor images = random_images(a, 21);  // no whole number of vectors
    std::vector<Tensor> expected;
    for (Unfolding unfolding : {Unfolding::plain, Unfolding::fused}) {
      Network network = make_network(a);
      for (float& x : network.parameters().at("lmbd.2").value) x = -1;  // active without any input, too
      Tape tape;
      const Leaves leaves(tape, network.parameters());
      const Prediction prediction = network.forward(leaves, images, Mode::training, unfolding);
      const Variable penalty = network.penalty(leaves, prediction);
      const Variable task_loss = network.task_loss(prediction, images, labels_for(a, 21));
      tape.backward(add(task_loss, penalty));
      std::vector<Tensor> found = {penalty.value()};
      for (const Parameter& parameter : network.parameters())
        if (parameter.trained) found.push_back(leaves[parameter.name].gradient());
      if (unfolding == Unfolding::plain) expected = found;
      for (std::size_t i = 0; i < found.size(); ++i)
        EXPECT_LT(test::relative_error(found[i], expected[i]), 1e-5) << name(task) << " tensor " << i;
    }
  }
}

TEST(Sparsity, GoesBackAloneToo) {
  Architecture a = small_architecture(Task::reconstruct);
  a.sparsity = 1;
  const Tensor images = random_images(a, 5);
  std::vector<Tensor> gradients;
  for (Unfolding unfolding : {Unfolding::plain, Unfolding::fused}) {
    Network network = make_network(a);
    Tape tape;
    const Leaves leaves(tape, network.parameters());
    const Prediction prediction = network.forward(leaves, images, Mode::training, unfolding);
    tape.backward(network.penalty(leaves, prediction));
    gradients.push_back(leaves["B.1"].gradient());
  }
  EXPECT_GT(test::relative_error(gradients[0], Tensor(gradients[0].shape())), 0);
  EXPECT_LT(test::relative_error(gradients[1], gradients[0]), 1e-5);
}

TEST(Sparsity, MakesFewerEntriesActive) {
  double active[2];
  for (int sparse : {0, 1}) {
    Architecture a = small_architecture(Task::reconstruct);
    a.sparsity = sparse ? 30 : 0;
    Network network = make_network(a);
    const Tensor images = random_images(a, 16);
    Adam adam;
    for (int i = 0; i < 150; ++i) training_step(network, adam, images, {}, {});
    active[sparse] = static_cast<double>(network.answer(images, false).active);
  }
  EXPECT_LT(active[1], 0.5 * active[0]);
}

TEST(Thresholds, KeptFromBeingNegativeWhereAsked) {
  for (Thresholds thresholds : {Thresholds::free, Thresholds::nonnegative}) {
    Architecture a = small_architecture(Task::reconstruct);
    a.thresholds = thresholds;
    Network network = make_network(a);
    Adam adam;
    const Tensor images = random_images(a, 16);
    for (int i = 0; i < 300; ++i) training_step(network, adam, images, {}, {});
    float lowest = 1;
    for (Index k = 0; k < a.layers; ++k)
      for (float x : network.parameters().at(numbered("lmbd", k)).value) lowest = std::min(lowest, x);
    if (a.thresholds == Thresholds::free) {
      EXPECT_LT(lowest, 0);
    } else {
      EXPECT_EQ(lowest, 0);
    }
    EXPECT_EQ(from_metadata(to_metadata(network.architecture()), "file").thresholds, thresholds);
  }
  Metadata published = to_metadata(small_architecture(Task::classify));
  published.erase("thresholds");
  EXPECT_EQ(from_metadata(published, "file").thresholds, Thresholds::free);
  published["thresholds"] = "high";
  expect_error([&] { from_metadata(published, "file"); }, "--thresholds");
}

}  // namespace
}  // namespace lgn
