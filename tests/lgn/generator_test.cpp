// Generators: gradients of every form, closure at every moment of training, sharing, parameter counts, files.
#include "lgn/generators/generator.h"

#include <cmath>

#include "lgn/generators/circulant.h"
#include "lgn/generators/conjugation.h"
#include "lgn/generators/exact.h"
#include "lgn/generators/group_elements.h"
#include "lgn/generators/householder.h"
#include "lgn/generators/kronecker.h"
#include "lgn/generators/lie.h"
#include "lgn/generators/matrix_powers.h"
#include "lgn/generators/orthogonal.h"
#include "lgn/generators/representation.h"
#include "lgn/inference.h"
#include "lgn/model_file.h"
#include "lgn/reference/generators.h"
#include "lgn/training_step.h"
#include "tensor/linalg/cayley.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/svd.h"
#include "tests/autograd/gradient_checks.h"
#include "tests/lgn/networks.h"
#include "tests/support.h"

namespace lgn {
namespace {

using test::make_network;
using test::random_images;

TEST(OrthogonalGenerator, ValueAndGradientAreExact) {
  Random random(3);
  for (const Representation& rho : {cyclic_representation(4, {2, 2, 1}), cyclic_representation(5, {1, 2, 1}),
                                    dihedral_representation(6, {1, 1, 2}), polyhedral_representation(12, {1, 1, 1})}) {
    const Index d = rho.dimension();
    expect_exact([&](const auto& x) { return orthogonal_elements(x[0], rho); },
                 {normal_tensor(random, {2, 3, d * (d - 1) / 2})});
  }
}

/// Random numbers for an exact form: two bases and singular values between them.
std::vector<Tensor> exact_inputs(Random& random, Index d) {
  return {normal_tensor(random, {2, 2, d * (d - 1) / 2}), normal_tensor(random, {2, 2, d}),
          normal_tensor(random, {2, 2, d * (d - 1) / 2})};
}

TEST(ExactGenerator, ValueAndGradientsAreExact) {
  Random random(3);
  const Representation rho = cyclic_representation(4, {2, 1, 1});
  expect_exact([&](const Inputs& x) { return reference::exact_elements(x[0], x[1], x[2], rho); },
               [&](const Variables& x) { return exact_elements(x[0], x[1], x[2], rho, 10); }, exact_inputs(random, 5));
}

TEST(LieGenerator, ValueAndGradientsAreExact) {
  Random random(3);
  Tensor L = normal_tensor(random, {2, 1, 5, 5});
  for (float& x : L) x *= 0.4f;
  expect_exact([](const auto& x) { return lie_elements(x[0], 4); }, {L});
}

TEST(HouseholderGenerator, ValueAndGradientsAreExact) {
  Random random(3);
  for (const Representation& rho : {cyclic_representation(4, {2, 1, 2}), dihedral_representation(6, {1, 1, 2})})
    expect_exact([&](const Inputs& x) { return reference::householder_elements(x[0], rho); },
                 [&](const Variables& x) { return elements_of_basis(x[0], rho, householder_basis); },
                 {normal_tensor(random, {2, 2, 3, 6})});
  Tape tape;
  const Variable zeros = tape.leaf(Tensor({1, 1, 2, 4}));
  test::expect_error(
      [&] {
        elements_of_basis(zeros, cyclic_representation(4, {1, 1, 1}), householder_basis);
      },
      "vector of zeros");
}

BasisMap circulant_map(Index d) {
  return [=](const TensorD& numbers) { return circulant_basis(numbers, d); };
}

TEST(CirculantGenerator, ValueAndGradientsAreExact) {
  Random random(3);
  for (const Representation& rho :
       {cyclic_representation(4, {4, 4, 4}), cyclic_representation(4, {3, 2, 2}), cyclic_representation(3, {2, 5}),
        cyclic_representation(5, {1, 1, 1}), dihedral_representation(6, {1, 1, 2})}) {
    const Index d = rho.dimension();
    expect_exact([&](const Inputs& x) { return reference::circulant_elements(x[0], rho, circulant_block(d)); },
                 [&](const Variables& x) { return elements_of_basis(x[0], rho, circulant_map(d)); },
                 {normal_tensor(random, {2, 2, circulant_count(d)})});
  }
}

TEST(CirculantGenerator, IsOrthogonalAndCommutesWithTheShiftOfBlocks) {
  Random random(4);
  for (const auto& [d, m] : {std::pair{1, 1}, {7, 7}, {9, 3}, {16, 4}, {24, 6}, {36, 6}, {150, 15}, {144, 12}}) {
    EXPECT_EQ(circulant_block(d), m);
    const TensorD numbers = cast<double>(normal_tensor(random, {circulant_count(d)}));
    const OrthogonalBasis basis = circulant_basis(numbers, d);
    const TensorD W = basis.times(identity(d), true);
    EXPECT_LT(distance_from_identity(times_transposed(W, W)), 1e-14);
    EXPECT_LT(squared_distance(basis.times(identity(d), false), lgn::transpose(W)), 1e-25);
    double moved = 0;
    for (Index i = 0; i < d * d; ++i) moved = std::max(moved, std::abs(W[i] - W((i / d + m) % d, (i % d + m) % d)));
    EXPECT_LT(moved, 1e-14);
  }
}

/// In how many directions A = W R W^T moves with the numbers of W: the rank of dA/d(numbers), by differences.
Index directions(const Representation& rho, const TensorD& numbers, const std::function<TensorD(const TensorD&)>& W) {
  const Index d = rho.dimension();
  const auto A = [&](Index k, double step) {
    TensorD moved = numbers.clone();
    moved[k] += step;
    return conjugated_elements(rho, W(moved), lgn::transpose(W(moved))).slice(1, 1);
  };
  TensorD slopes({numbers.count(), d * d});
  for (Index k = 0; k < numbers.count(); ++k) {
    const TensorD above = A(k, 1e-5), below = A(k, -1e-5);
    for (Index i = 0; i < d * d; ++i) slopes(k, i) = (above[i] - below[i]) / 2e-5;
  }
  const TensorD values = singular_values(slopes);
  return std::count_if(values.begin(), values.end(), [&](double value) { return value > 1e-6 * values[0]; });
}

TEST(CirculantGenerator, MovesAInNearlyAllOfItsDirectionsButNotTheSharesOfFrequencies) {
  Random random(6);
  const Representation rho = cyclic_representation(4, {4, 4, 4});
  const auto numbers = [&](Index count) { return cast<double>(normal_tensor(random, {count})); };
  const auto W = [](const TensorD& x) { return circulant_basis(x, 16).times(identity(16), true); };
  const TensorD x = numbers(circulant_count(16));
  EXPECT_EQ(x.count(), 28);
  EXPECT_EQ(directions(rho, x, W), 24);
  EXPECT_EQ(directions(rho, numbers(120), [](const TensorD& y) { return orthogonal_basis(y, 16); }), 92);
  const TensorD elements = conjugated_elements(rho, W(x), lgn::transpose(W(x)));
  double share = 0;  // of frequency 0 in what A leaves alone: m / d of its four dimensions
  for (Index i = 0; i < elements.count(); ++i) share += i / 16 % 4 == i % 4 ? elements[i] / 4 / 4 : 0;
  EXPECT_NEAR(share, 1, 1e-12);
}

TEST(BasisAction, ValueAndGradientsAreThoseOfTheElementsHoweverBasesAreShared) {
  Random random(5);
  const Representation rho = cyclic_representation(4, {1, 1, 1});
  const BasisMap cayley = [](const TensorD& below) { return cayley_basis(below, 4); };
  for (const Shape& shared : {Shape{3, 2}, Shape{3, 1}, Shape{1, 2}, Shape{1, 1}}) {
    const Tensor B = normal_tensor(random, {3, 2, 2, 2});
    expect_exact(
        [&](const Inputs& x) { return reference::acted_filter_bank(x[0], reference::orthogonal_elements(x[1], rho)); },
        [&](const Variables& x) { return action_of_basis(x[1], rho, cayley)(x[0]); },
        {B, normal_tensor(random, {shared[0], shared[1], 6})});
    expect_exact(
        [&](const Inputs& x) { return reference::acted_filter_bank(x[0], reference::householder_elements(x[1], rho)); },
        [&](const Variables& x) { return action_of_basis(x[1], rho, householder_basis)(x[0]); },
        {B, normal_tensor(random, {shared[0], shared[1], 2, 4})});
    const Representation nine = cyclic_representation(4, {3, 2, 2});
    expect_exact(
        [&](const Inputs& x) {
          return reference::acted_filter_bank(x[0], reference::circulant_elements(x[1], nine, 3));
        },
        [&](const Variables& x) { return action_of_basis(x[1], nine, circulant_map(9))(x[0]); },
        {normal_tensor(random, {3, 2, 3, 3}), normal_tensor(random, {shared[0], shared[1], circulant_count(9)})});
  }
}

TEST(BasisAction, MakesTheBanksOfLargeFilters) {
  for (const Form form : {Form::orthogonal, Form::householder, Form::circulant}) {
    Architecture a;
    a.generator = form, a.share = Sharing::network;
    a.channels = 2, a.height = a.width = 12, a.kernel = 12, a.pool = 1, a.base_filters = 2, a.layers = 2;
    Network network = make_network(a);
    Tape tape;
    const Leaves leaves(tape, network.parameters());
    const Prediction prediction = network.forward(leaves, random_images(a, 3), Mode::training, Unfolding::fused);
    EXPECT_TRUE(prediction.generators.empty());
    const LayerGroup group = network.group(leaves, 0);
    for (Index k = 0; k < a.layers; ++k)
      EXPECT_LT(test::relative_error(filter_bank(leaves[numbered("B", k)], group, a.group_size).value(),
                                     prediction.banks[k].value()),
                1e-6);
  }
}

TEST(LieFlow, ValueAndGradientsAreExactForAnyAmounts) {
  Random random(3);
  Tensor L = normal_tensor(random, {4, 4}), t = normal_tensor(random, {3});
  for (float& x : L) x *= 0.4f;
  expect_exact([](const auto& x) { return lie_flow(x[0], x[1]); }, {L, t});
}

TEST(PowerElements, ValueAndGradientsAreExact) {
  Random random(3);
  for (Index n : {2, 5})
    expect_exact([=](const auto& x) { return power_elements(x[0], n); }, {normal_tensor(random, {2, 3, 4, 4})});
}

TEST(KroneckerElements, ValueAndGradientsAreExact) {
  Random random(3);
  const Shape shape = {2, 2, 3, 3, 3};
  expect_exact([](const auto& x) { return kronecker_elements(x[0], x[1]); },
               {normal_tensor(random, shape), normal_tensor(random, shape)});
}

TEST(ActedFilterBank, ValueAndGradientsAreExactHoweverElementsAreShared) {
  Random random(4);
  for (const Shape& shared : {Shape{3, 2}, Shape{3, 1}, Shape{1, 2}, Shape{1, 1}}) {
    // The identity comes first, as the operation takes it to.
    Tensor elements = normal_tensor(random, {shared[0], shared[1], 3, 4, 4});
    for (Index i = 0; i < elements.count(); ++i)
      if (i / 16 % 3 == 0) elements[i] = i % 16 % 5 == 0 ? 1.0f : 0.0f;
    const auto reference = [](const Inputs& x) {
      TensorC elements = x[1].clone();
      for (Index i = 0; i < elements.count(); ++i)
        if (i / 16 % 3 == 0) elements[i] = elements[i].real();
      return reference::acted_filter_bank(x[0], elements);
    };
    expect_exact(reference, [](const Variables& x) { return acted_filter_bank(x[0], x[1]); },
                 {normal_tensor(random, {3, 2, 2, 2}), elements});
  }
}

TEST(GroupElement, GivesItsGradientToItsPlace) {
  Random random(5);
  const auto reference = [](const Inputs& x) {
    TensorC y({2, 1, 3, 3});
    for (Index i = 0; i < y.count(); ++i) y[i] = x[0][(i / 9 * 3 + 1) * 9 + i % 9];
    return y;
  };
  expect_exact(reference, [](const Variables& x) { return group_element(x[0], 1); },
               {normal_tensor(random, {2, 1, 3, 3, 3})});
}

Index parameter_count(const char* generator, const char* share, Index group_size = 4) {
  Architecture a;
  a.generator = from_name<Form>(generator, "form"), a.share = from_name<Sharing>(share, "sharing");
  a.group_size = group_size, a.base_filters = 20 / group_size;
  return make_network(a).parameters().trained_count();
}

// 5,570 numbers beside the generators: base filters, thresholds, batch norm, classifier.
TEST(GeneratorParameters, WhatIsLearnedIsWhatIsStored) {
  EXPECT_EQ(parameter_count("free", "none"), 83330);
  EXPECT_EQ(parameter_count("free", "layer"), 10754);           // + 4 * 36^2
  EXPECT_EQ(parameter_count("orthogonal", "layer"), 8090);      // + 4 * 36 * 35 / 2
  EXPECT_EQ(parameter_count("orthogonal", "network"), 6200);    // + 36 * 35 / 2
  EXPECT_EQ(parameter_count("exact", "layer"), 10754);          // + 4 * (2 * 36 * 35 / 2 + 36)
  EXPECT_EQ(parameter_count("householder", "layer"), 7298);     // + 4 * 12 * 36
  EXPECT_EQ(parameter_count("circulant", "layer"), 5978);       // + 4 * (2 * 15 + 2 * 6^2)
  EXPECT_EQ(parameter_count("lie", "layer"), 10754);            // + 4 * 36^2
  EXPECT_EQ(parameter_count("kronecker", "layer"), 5858);       // + 4 * 2 * 6^2
  EXPECT_EQ(parameter_count("orthogonal", "layer", 1), 12050);  // free filters: the group of one element
}

Architecture small(const std::string& generator, const std::string& share, Task task = Task::classify) {
  Architecture a;
  a.task = task, a.share = from_name<Sharing>(share, "sharing");
  const std::string form = generator.substr(0, generator.find(' '));
  if (form == "learned") a.multiplicities = "learned";
  a.generator = form == "learned" ? Form::orthogonal : from_name<Form>(form, "form");
  if (form != generator) a.factors = from_name<Form>(generator.substr(form.size() + 1), "factors");
  a.channels = 2, a.height = 9, a.width = 8, a.base_filters = 2, a.group_size = 3, a.kernel = 3, a.layers = 3;
  if (a.generator == Form::dihedral) a.group_size = 6;
  if (a.generator == Form::polyhedral) a.group_size = 12;
  a.pool = 2, a.classes = 4;
  return a;
}

struct FormCase {
  const char *generator, *share;
};

class GeneratorForms : public testing::TestWithParam<FormCase> {};

TEST_P(GeneratorForms, FusedAndPlainNetworksGiveTheSameGradients) {
  const Architecture a = small(GetParam().generator, GetParam().share);
  Network network = make_network(a);
  const Tensor images = random_images(a, 5);
  std::vector<Tensor> gradients[2];
  for (Unfolding unfolding : {Unfolding::plain, Unfolding::fused}) {
    Tape tape;
    const Leaves leaves(tape, network.parameters());
    const Prediction prediction = network.forward(leaves, images, Mode::training, unfolding);
    EXPECT_EQ(prediction.generators.size(), a.share == Sharing::network ? 1u : 3u);
    tape.backward(network.task_loss(prediction, images, {0, 1, 2, 3, 0}));
    for (const Parameter& parameter : network.parameters())
      if (parameter.trained && parameter.name.rfind("generator", 0) == 0)
        gradients[unfolding == Unfolding::fused].push_back(leaves[parameter.name].gradient().clone());
  }
  for (std::size_t i = 0; i < gradients[0].size(); ++i)
    EXPECT_LT(test::relative_error(gradients[1][i], gradients[0][i]), 1e-4);
}

TEST_P(GeneratorForms, ModelFilesGiveTheSameNetworkBackAndHoldTheExpandedMatrices) {
  const test::TemporaryFolder folder;
  const Architecture a = small(GetParam().generator, GetParam().share);
  Network network = make_network(a);
  save_model(folder.path("model.safetensors"), network);
  Network loaded = load_model(folder.path("model.safetensors"));
  EXPECT_EQ(to_metadata(loaded.architecture()), to_metadata(a));
  const SafetensorsFile file = read_safetensors(folder.path("model.safetensors"));
  EXPECT_TRUE(load_weights(loaded, file).empty());
  for (Index k = 0; k < a.layers; ++k) {
    EXPECT_EQ(file.float_tensor(numbered("A", k)).shape(), (Shape{2, 2, 9, 9}));
    EXPECT_EQ(test::relative_error(file.float_tensor(numbered("A", k)), loaded.generator_matrices(k)), 0);
  }
  // What others make of the file, by its elements or by the powers of A, is the network's own filter bank.
  Tape tape;
  const Leaves leaves(tape, network.parameters(), false);
  const Tensor images = random_images(a, 3);
  const Prediction prediction = network.forward(leaves, images, Mode::evaluation, Unfolding::plain);
  for (Index k = 0; k < a.layers; ++k) {
    const std::string elements = generator_parameter(a, "elements", k);
    EXPECT_EQ(file.contains(elements), !traits(a.generator).powers);
    const Variable bank = file.contains(elements)
                              ? acted_filter_bank(leaves[numbered("B", k)], tape.leaf(file.float_tensor(elements)))
                              : generated_filter_bank(leaves[numbered("B", k)],
                                                      tape.leaf(file.float_tensor(numbered("A", k))), a.group_size);
    EXPECT_LT(test::relative_error(bank.value(), prediction.banks[k].value()), 1e-5);
  }
  EXPECT_EQ(test::relative_error(infer(loaded, images, 3, false).output, infer(network, images, 3, false).output), 0);
}

/// As a program leaves it that knows the matrices only.
TEST_P(GeneratorForms, ModelFilesWithoutTheGeneratorsParametersGiveTheSameAnswers) {
  const Architecture a = small(GetParam().generator, GetParam().share);
  Network network = make_network(a);
  SafetensorsFile file = to_file(network);
  std::erase_if(file.tensors, [](const StoredTensor& tensor) { return tensor.name.starts_with("generator."); });
  std::vector<std::string> notes;
  if (!traits(a.generator).powers) return test::expect_error([&] { to_network(file, notes); }, "is missing");
  Network loaded = to_network(file, notes);
  EXPECT_EQ(notes.size(), 1u);
  const Tensor images = random_images(a, 3);
  EXPECT_LT(test::relative_error(infer(loaded, images, 3, false).output, infer(network, images, 3, false).output),
            1e-5);
}

TEST_P(GeneratorForms, TrainTheSameBitsWithAnyNumberOfThreads) {
  const auto trained = [] {
    const Architecture a = small(GetParam().generator, GetParam().share, Task::reconstruct);
    Network network = make_network(a);
    Adam adam;
    for (int i = 0; i < 3; ++i) training_step(network, adam, random_images(a, 20), {}, {});
    return std::vector{infer(network, random_images(a, 7), 8, false).output};
  };
  test::expect_same_bits(trained, {1, 3});
}

INSTANTIATE_TEST_SUITE_P(
    All, GeneratorForms,
    testing::Values(FormCase{"exact", "layer"}, FormCase{"exact", "none"}, FormCase{"householder", "layer"},
                    FormCase{"householder", "none"}, FormCase{"circulant", "layer"}, FormCase{"circulant", "none"},
                    FormCase{"lie", "layer"}, FormCase{"lie", "network"}, FormCase{"kronecker", "layer"},
                    FormCase{"kronecker", "none"}, FormCase{"learned", "layer"}, FormCase{"learned", "network"},
                    FormCase{"dihedral", "layer"}, FormCase{"dihedral", "none"}, FormCase{"polyhedral", "layer"},
                    FormCase{"kronecker exact", "layer"}, FormCase{"kronecker orthogonal", "network"},
                    FormCase{"orthogonal", "none"}, FormCase{"orthogonal", "channels"}, FormCase{"orthogonal", "layer"},
                    FormCase{"orthogonal", "network"}));

/// ||A^n - I||_F / sqrt(d), powers in double.
double closure_error(const TensorD& A, Index n) {
  const Index d = A.extent(0);
  const TensorD all = powers(A, n);
  const TensorD last = matmul(all.slice(n - 1, 1).reshape({d, d}), n > 1 ? A : all.slice(0, 1).reshape({d, d}));
  return distance_from_identity(last);
}

/// The largest closure error of a stack of matrices.
double worst_closure(const Tensor& matrices, Index n) {
  const Index d = matrices.extent(-1);
  double worst = 0;
  for (Index i = 0; i < matrices.count() / (d * d); ++i)
    worst = std::max(worst, closure_error(numbers_in_double(matrices, i, {d, d}), n));
  return worst;
}

TEST(Closure, HoldsAtEveryMomentOfTrainingInFloat) {
  for (const char* form : {"orthogonal", "exact", "kronecker exact", "learned", "householder", "circulant"}) {
    for (Index n = 1; n <= 12; ++n) {
      for (Index kernel : {3, 6, 12}) {
        const bool large = kernel == 12;  // d = 144 takes its time: one layer, fewer steps
        Architecture a = small(form, "layer", Task::reconstruct);
        a.kernel = kernel, a.height = a.width = 12, a.group_size = n, a.layers = large ? 1 : 2, a.channels = 1,
        a.base_filters = large ? 1 : 2;
        Network network = make_network(a);
        const Tensor images = random_images(a, 2);
        Adam adam;
        for (int step = 0; step <= (large ? 2 : 4); ++step) {
          if (step) training_step(network, adam, images, {}, {0.3});
          for (Index k = 0; k < a.layers; ++k)
            EXPECT_LT(worst_closure(network.generator_matrices(k), n), 1e-5)
                << form << " " << n << " " << kernel << " after " << step << " steps";
        }
      }
    }
  }
}

TEST(Closure, HoldsToRoundingInDouble) {
  Random random(5);
  for (Index n = 2; n <= 12; ++n) {
    for (Index d : {9, 36, 144}) {
      const Representation rho = cyclic_representation(n, regular_cyclic_multiplicities(n, d));
      const auto numbers = [&](Index count) { return cast<double>(normal_tensor(random, {count})); };
      const TensorD W = orthogonal_basis(numbers(skew_count(d)), d);
      const TensorD orthogonal = conjugated_elements(rho, W, lgn::transpose(W));
      EXPECT_LT(closure_error(orthogonal.slice(1, 1).reshape({d, d}), n), 1e-12);
      TensorD stretch = numbers(d);
      stretch[0] = 50, stretch[1] = -50;  // as far apart as they get
      const ExactBasis basis(numbers(skew_count(d)), stretch, numbers(skew_count(d)), 10);
      EXPECT_NEAR(basis.condition(), 10, 1e-9);
      const TensorD exact = conjugated_elements(rho, basis.S(), basis.inverse());
      EXPECT_LT(closure_error(exact.slice(1, 1).reshape({d, d}), n), 1e-12);
    }
  }
}

TEST(ExactGenerator, StaysBelowTheBoundOfItsConditionHoweverFarItIsTrained) {
  Random random(6);
  std::vector<Tensor> inputs = exact_inputs(random, 36);
  for (float& x : inputs[1]) x *= 100;  // the condition is 10: its largest
  Tape tape;
  const Representation rho = cyclic_representation(12, regular_cyclic_multiplicities(12, 36));
  const Variable E = exact_elements(tape.leaf(inputs[0]), tape.leaf(inputs[1]), tape.leaf(inputs[2]), rho, 10);
  EXPECT_LT(worst_closure(group_element(E, 1).value(), 12), 1e-5);
}

// The whole multiplication table of a trained network's dihedral group, in the float32 elements it uses.
TEST(DihedralGenerator, EveryProductOfTwoElementsIsTheElementOfTheTable) {
  const Architecture a = small("dihedral", "layer", Task::reconstruct);
  Network network = make_network(a);
  Adam adam;
  for (int i = 0; i < 5; ++i) training_step(network, adam, random_images(a, 4), {}, {0.1});
  Tape tape;
  const LayerGroup group = network.group(Leaves(tape, network.parameters(), false), 1);
  const auto element = [&](Index j) { return numbers_in_double(group.elements->value(), j, {9, 9}); };
  for (Index x = 0; x < 6; ++x) {
    for (Index y = 0; y < 6; ++y) {
      const Index turn = y % 3 + (y < 3 ? x % 3 : 3 - x % 3);
      const TensorD product = matmul(element(x), element(y));
      const TensorD expected = element((x / 3 + y / 3) % 2 * 3 + turn % 3);
      EXPECT_LT(test::relative_error(cast<float>(product), cast<float>(expected)), 1e-5) << x << " " << y;
    }
  }
  EXPECT_GT(
      test::relative_error(cast<float>(matmul(element(1), element(3))), cast<float>(matmul(element(3), element(1)))),
      0.1);  // not commutative
}

}  // namespace
}  // namespace lgn
