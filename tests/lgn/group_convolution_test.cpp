// Group convolutions: filters moved by the group and shifted along orbits, what that makes equivariant, fused as plain,
// model files.
#include "lgn/group_convolution.h"

#include "lgn/generators/quotients.h"
#include "lgn/inference.h"
#include "lgn/model_file.h"
#include "lgn/running_statistics.h"
#include "lgn/training_step.h"
#include "tests/autograd/gradient_checks.h"
#include "tests/lgn/networks.h"
#include "tests/support.h"

namespace lgn {
namespace {

using test::make_network;

/// Codes of 9 x 9 places, pooled to 5 x 5, then 3 x 3, then one.
Architecture staged(const char* generator = "orthogonal", Index n = 4) {
  Architecture a;
  a.channels = 1, a.height = a.width = 9, a.base_filters = 2, a.group_size = n, a.kernel = 3, a.layers = 2, a.pool = 5;
  a.stages = 2, a.classes = 3, a.eta = 0.5, a.generator = from_name<Form>(generator, "form");
  a.thresholds = Thresholds::shared, a.norm = Norm::shared, a.head = Head::invariant;
  return a;
}

Network trained(const Architecture& a) {
  Network network = make_network(a);
  Adam adam;
  const Tensor images = test::random_images(a, 12);
  for (int step = 0; step < 5; ++step)
    training_step(network, adam, images, test::labels_for(a, 12), {.learning_rate = 0.01});
  recompute_statistics(network.parameters(), 1, [&](Index) {
    Tape tape;
    network.forward(Leaves(tape, network.parameters(), false), images, Mode::training, Unfolding::fused);
    return 12;
  });
  return network;
}

TEST(GroupConvolution, ShiftsAlongOrbitsAreTheDefinitionsWithExactGradients) {
  const QuotientTable table = {{0, 1, 2}, {2, 0, 1}, {1, 2, 0}};
  const Index n = 3, G = 2, C = 2, places = 4;
  Random random(3);
  const Tensor bank = normal_tensor(random, {n * G, n * C, 2, 2});
  const auto definition = [&](const Inputs& x) {
    TensorC y(x[0].shape());
    for (Index i = 0; i < n; ++i)
      for (Index g = 0; g < G; ++g)
        for (Index k = 0; k < n; ++k)
          for (Index e = 0; e < C * places; ++e)
            y[((i * G + g) * n + k) * C * places + e] = x[0][((i * G + g) * n + (k + n - i) % n) * C * places + e];
    return y;
  };
  expect_exact(definition, [&](const Variables& x) { return shifted_along_orbits(x[0], table); }, {bank});
}

/// Filters as large as the code: element j acting on a code's places and orbits permutes the answers along orbits.
TEST(GroupConvolution, IsEquivariantUnderEveryFormOfGroup) {
  const struct {
    const char* generator;
    Index n;
  } cases[] = {{"orthogonal", 5},  {"dihedral", 6},  {"polyhedral", 12},
               {"polyhedral", 24}, {"rotations", 4}, {"householder", 3}};
  for (const auto& c : cases) {
    const Architecture a = staged(c.generator, c.n);
    const Network network = make_network(a);
    Tape tape;
    const Leaves leaves(tape, network.parameters(), false);
    const LayerGroup group = network.group(leaves, 1);
    const Tensor elements = group.elements.value().value();
    const Index n = c.n, G = a.base_filters, d = 9, F = n * G;
    const QuotientTable table = quotient_table(a);
    const Tensor W =
        shifted_along_orbits(filter_bank(leaves["B.stage.0"], group, n), table).value();  // [n G, n G, 3, 3]
    Random random(8);
    const Tensor x = normal_tensor(random, {F, d});
    const auto answers = [&](const TensorD& code) {
      TensorD y({F});
      for (Index f = 0; f < F; ++f)
        for (Index e = 0; e < F * d; ++e) y[f] += static_cast<double>(W[f * F * d + e]) * code[e];
      return y;
    };
    const TensorD y = answers(cast<double>(x));
    for (Index j = 1; j < n; ++j) {
      const std::vector<Index>& from = table[static_cast<std::size_t>(j)];
      TensorD moved({F, d});
      for (Index k = 0; k < n; ++k)
        for (Index g = 0; g < G; ++g)
          for (Index p = 0; p < d; ++p)
            for (Index q = 0; q < d; ++q)
              moved((k * G + g), p) += static_cast<double>(elements[(j * d + p) * d + q]) *
                                       x[(from[static_cast<std::size_t>(k)] * G + g) * d + q];
      const TensorD found = answers(moved);
      for (Index i = 0; i < n; ++i)
        for (Index g = 0; g < G; ++g)
          EXPECT_NEAR(found[i * G + g], y[from[static_cast<std::size_t>(i)] * G + g], 2e-5)
              << c.generator << ", element " << j;
    }
  }
}

/// Counter-clockwise.
Tensor turned_by_a_quarter(const Tensor& images) {
  const Index m = images.extent(2);
  Tensor turned(images.shape());
  for (Index i = 0; i < images.count(); ++i) turned[i] = images[i / (m * m) * m * m + i % m * m + m - 1 - i / m % m];
  return turned;
}

TEST(GroupConvolution, ANetworkOfQuarterTurnsDoesNotSeeThem) {
  for (const char* generator : {"rotations", "orthogonal"}) {
    Network network = trained(staged(generator));
    const Tensor images = test::random_images(network.architecture(), 6);
    const double difference = test::relative_error(infer(network, turned_by_a_quarter(images), 6, false).output,
                                                   infer(network, images, 6, false).output);
    EXPECT_EQ(difference < 1e-5, network.architecture().generator == Form::rotations) << difference;
  }
}

TEST(GroupConvolution, FusedEqualsPlainAndThreadsChangeNothing) {
  const Architecture a = staged();
  const Tensor images = test::random_images(a, 10);
  const auto gradients = [&](Unfolding unfolding) {
    Network network = make_network(a);
    Tape tape;
    const Leaves leaves(tape, network.parameters());
    tape.backward(
        network.task_loss(network.forward(leaves, images, Mode::training, unfolding), images, test::labels_for(a, 10)));
    std::vector<Tensor> found;
    for (const Parameter& parameter : network.parameters())
      found.push_back(parameter.trained ? leaves[parameter.name].gradient() : parameter.value);
    return found;
  };
  const std::vector<Tensor> fused = gradients(Unfolding::fused), plain = gradients(Unfolding::plain);
  for (std::size_t i = 0; i < fused.size(); ++i) EXPECT_LT(test::relative_error(fused[i], plain[i]), 5e-5) << i;
  test::expect_same_bits([&] { return gradients(Unfolding::fused); });
}

/// The loss falls by the gradient times a small step along it, of everything that is learned.
TEST(GroupConvolution, GradientsAreTheLosssSlope) {
  const Architecture a = staged();
  Network network = make_network(a);
  const Tensor images = test::random_images(a, 10);
  const auto loss = [&](std::vector<Tensor>* gradients) {
    Tape tape;
    const Leaves leaves(tape, network.parameters());
    const Variable found = network.task_loss(network.forward(leaves, images, Mode::training, Unfolding::plain), images,
                                             test::labels_for(a, 10));
    if (!gradients) return static_cast<double>(found.value()[0]);
    tape.backward(found);
    for (const Parameter& parameter : network.parameters())
      gradients->push_back(parameter.trained ? leaves[parameter.name].gradient() : Tensor());
    return static_cast<double>(found.value()[0]);
  };
  std::vector<Tensor> gradients;
  loss(&gradients);
  std::size_t i = 0;
  for (Parameter& parameter : network.parameters()) {
    const Tensor& gradient = gradients[i++];
    if (!parameter.name.starts_with("B.stage") && !parameter.name.starts_with("bn.stage") &&
        !is_generator(parameter.name))
      continue;
    if (!parameter.trained) continue;
    double square = 0;
    for (float g : gradient) square += static_cast<double>(g) * g;
    ASSERT_GT(square, 0) << parameter.name;
    const double step = 1e-3 / std::sqrt(square);
    const Tensor before = parameter.value.clone();
    const auto moved = [&](double by) {
      for (Index e = 0; e < gradient.count(); ++e)
        parameter.value[e] = before[e] + static_cast<float>(by * gradient[e]);
      return loss(nullptr);
    };
    const double slope = (moved(step) - moved(-step)) / (2 * step);
    EXPECT_NEAR(slope / square, 1, 0.03) << parameter.name;
    moved(0);
  }
}

TEST(GroupConvolution, ModelFilesComeBackAndWhatMakesNoSenseIsRefused) {
  Network network = trained(staged());
  const SafetensorsFile file = to_file(network);
  EXPECT_EQ(file.at("B.stage.1").shape, (Shape{2, 8, 3, 3}));
  Network again = to_network(file);
  const Tensor images = test::random_images(network.architecture(), 4);
  EXPECT_EQ(test::relative_error(infer(again, images, 4, false).output, infer(network, images, 4, false).output), 0);
  EXPECT_EQ(to_metadata(make_network(test::small_architecture()).architecture()).count("stages"), 0u);

  Architecture a = staged();
  a.kernel = 5, a.pool = 13, a.stages = 3;
  EXPECT_EQ(a.stage_extents(0), (std::vector<Index>{13, 7, 4, 1}));
  a.kernel = 6, a.stages = 2;
  EXPECT_EQ(a.stage_extents(1), (std::vector<Index>{13, 6, 1}));
  a = staged();
  a.share = Sharing::none;
  expect_error([&] { a.validate(); }, "--share layer or network");
  a = staged();
  a.kernel = 4, a.pool = 1;
  expect_error([&] { a.validate(); }, "a larger --pool or fewer stages");
}

}  // namespace
}  // namespace lgn
