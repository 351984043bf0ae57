// Networks: parameter counts, initial values, geometry, sharing, regularisers, model files.
#include "lgn/network.h"

#include <cmath>

#include "autograd/elementwise_ops.h"
#include "lgn/inference.h"
#include "lgn/model_file.h"
#include "lgn/parameters.h"
#include "lgn/training_step.h"
#include "tensor/threads.h"
#include "tests/lgn/networks.h"
#include "tests/support.h"

namespace lgn {
namespace {

using test::labels_for;
using test::make_network;
using test::random_images;
using test::small_architecture;

TEST(NetworkParameters, CountsOfThePaper) {
  EXPECT_EQ(make_network(published_architecture()).parameters().trained_count(), 83330);
  Architecture with_inverse = published_architecture();
  with_inverse.regularizer = Regularizer::inverse;
  EXPECT_EQ(make_network(with_inverse).parameters().trained_count(), 161090);
  Architecture shared = published_architecture();
  shared.share = Sharing::layer;
  EXPECT_EQ(make_network(shared).parameters().trained_count(), 10754);
}

TEST(NetworkParameters, StartAtUnitNormAndInRange) {
  Architecture a = small_architecture();
  a.regularizer = Regularizer::inverse;
  const Network network = make_network(a);
  for (const Parameter& parameter : network.parameters()) {
    const bool matrix = parameter.name[0] == 'A' || parameter.name[0] == 'B';
    if (matrix) {
      const Index size = parameter.value.extent(-2) * parameter.value.extent(-1);
      for (Index i = 0; i < parameter.value.count(); i += size) {
        double square = 0;
        for (Index j = 0; j < size; ++j) square += std::pow(parameter.value[i + j], 2);
        EXPECT_NEAR(square, 1, 1e-5) << parameter.name;
      }
    } else if (parameter.name.rfind("fc", 0) == 0) {
      const double bound = 1 / std::sqrt(6.0 * 2 * 2);
      for (float x : parameter.value) EXPECT_LE(std::fabs(x), bound);
    }
  }
  EXPECT_FALSE(network.parameters().at("bn.0.running_mean").trained);
  EXPECT_TRUE(network.parameters().at("A.0").unit_norm);
  EXPECT_FALSE(network.parameters().at("A_inv.0").unit_norm);
}

TEST(NetworkParameters, ASeedGivesTheSameNetworkAnotherGivesAnother) {
  const Network a = make_network(small_architecture(), 5), b = make_network(small_architecture(), 5),
                c = make_network(small_architecture(), 6);
  EXPECT_EQ(test::relative_error(a.parameters().at("A.1").value, b.parameters().at("A.1").value), 0);
  EXPECT_GT(test::relative_error(a.parameters().at("A.1").value, c.parameters().at("A.1").value), 0.1);
}

TEST(Geometry, PaddingAndOutputPaddingGiveTheImageBack) {
  for (Index extent : {1, 5, 9, 12, 28, 32, 33}) {
    for (Index kernel : {1, 3, 4, 5, 6}) {
      for (Index stride : {1, 2, 3, 4}) {
        if (kernel > extent) continue;
        Architecture a;
        a.height = a.width = extent, a.kernel = kernel, a.stride = stride;
        const ConvolutionWindow w = a.window();
        EXPECT_EQ(w.image_extent(0, a.code_height(), kernel), extent);
        EXPECT_GE(w.output_padding[0], 0);
        EXPECT_LT(w.output_padding[0], stride);
        EXPECT_EQ((extent + 2 * w.padding[0] - kernel) / stride + 1, a.code_height());
      }
    }
  }
  EXPECT_EQ(published_architecture().code_height(), 29);
}

TEST(Sharing, ASharedGeneratorActsAsItsExpandedCopies) {
  for (Sharing share : {Sharing::channels, Sharing::layer, Sharing::network}) {
    Architecture a = small_architecture();
    a.share = share;
    Network shared = make_network(a);
    a.share = Sharing::none;
    Network expanded = make_network(a);
    for (Parameter& parameter : expanded.parameters()) {
      const bool generator = parameter.name.rfind("A.", 0) == 0;
      const Tensor value =
          generator ? shared.generator_matrices(parameter.name[2] - '0') : shared.parameters().at(parameter.name).value;
      std::copy(value.begin(), value.end(), parameter.value.begin());
    }
    const Tensor images = random_images(a, 3);
    EXPECT_EQ(test::relative_error(infer(shared, images, 2, false).output, infer(expanded, images, 3, false).output), 0)
        << name(share);
  }
}

TEST(Regularizer, InverseIsTheSumOfFrobeniusNormsOverDistinctMatrices) {
  for (Sharing share : {Sharing::none, Sharing::layer, Sharing::network}) {
    Architecture a = small_architecture(Task::reconstruct);
    a.regularizer = Regularizer::inverse, a.mu = 0.25, a.share = share;
    Network network = make_network(a);
    Tape tape;
    const Leaves leaves(tape, network.parameters());
    const Prediction prediction = network.forward(leaves, random_images(a, 2), Mode::training, Unfolding::plain);
    double expected = 0;
    const Index d = a.kernel_size();
    for (const Parameter& parameter : network.parameters()) {
      const auto at = parameter.name.find("A_inv");
      if (at == std::string::npos) continue;
      std::string name = parameter.name;
      const Tensor& A = network.parameters().at(name.erase(at + 1, 4)).value;
      for (Index matrix = 0; matrix < A.count() / (d * d); ++matrix) {
        double square = 0;
        for (Index i = 0; i < d; ++i) {
          for (Index j = 0; j < d; ++j) {
            double entry = i == j ? -1 : 0;
            for (Index k = 0; k < d; ++k)
              entry += static_cast<double>(A[matrix * d * d + i * d + k]) * parameter.value[matrix * d * d + k * d + j];
            square += entry * entry;
          }
        }
        expected += std::sqrt(square);
      }
    }
    EXPECT_NEAR(network.penalty(leaves, prediction).value()[0], 0.25 * expected, 1e-4 * expected) << name(share);
  }
}

TEST(Training, StepsKeepUnitNormAndReduceTheLoss) {
  Architecture a = small_architecture(Task::reconstruct);
  Network network = make_network(a);
  const Tensor images = random_images(a, 8);
  Adam adam;
  const double first = training_step(network, adam, images, {}, {}).loss;
  double last = first;
  for (int i = 0; i < 300; ++i) last = training_step(network, adam, images, {}, {}).loss;
  EXPECT_LT(last, 0.9 * first);
  const Tensor& D = network.parameters().at("D").value;
  double square = 0;
  for (Index i = 0; i < 9; ++i) square += std::pow(D[i], 2);
  EXPECT_NEAR(square, 1, 1e-5);
}

TEST(Training, NaNIsNamedWithTheLayerWhereItAppears) {
  for (Unfolding unfolding : {Unfolding::plain, Unfolding::fused}) {
    Network network = make_network(small_architecture());
    network.parameters().at("lmbd.1").value[2] = std::nanf("");
    Adam adam;
    test::expect_error(
        [&] {
          training_step(network, adam, random_images(small_architecture(), 4), {0, 1, 2, 3}, {1e-2, 2.0, unfolding});
        },
        {"not finite", "lmbd.1"});
    Network exploding = make_network(small_architecture());
    exploding.parameters().at("B.2").value.fill(1e30f);
    test::expect_error(
        [&] {
          training_step(exploding, adam, random_images(small_architecture(), 4), {0, 1, 2, 3}, {1e-2, 2.0, unfolding});
        },
        {"not finite", "layer 2"});
  }
}

TEST(Training, TheSameBitsWithAnyNumberOfThreads) {
  for (Unfolding unfolding : {Unfolding::plain, Unfolding::fused}) {
    for (Task task : {Task::classify, Task::reconstruct}) {
      test::expect_same_bits([&] {
        Architecture a = small_architecture(task);
        a.regularizer = Regularizer::inverse, a.mu = 1e-3;
        Network network = make_network(a);
        Adam adam;
        for (int i = 0; i < 3; ++i)
          training_step(network, adam, random_images(a, 37), labels_for(a, 37), {1e-2, 2.0, unfolding});
        return std::vector{infer(network, random_images(a, 19), 8, false).output};
      });
    }
  }
}

TEST(ModelFile, GivesTheSameNetworkBack) {
  const test::TemporaryFolder folder;
  for (Sharing share : {Sharing::none, Sharing::channels, Sharing::layer, Sharing::network}) {
    Architecture a = small_architecture();
    a.share = share, a.regularizer = Regularizer::inverse, a.mu = 1e-4, a.eta = 0.05;
    Network network = make_network(a);
    save_model(folder.path("model.safetensors"), network);
    Network loaded = load_model(folder.path("model.safetensors"));
    EXPECT_EQ(to_metadata(loaded.architecture()), to_metadata(a));
    for (const Parameter& parameter : network.parameters())
      EXPECT_EQ(test::relative_error(loaded.parameters().at(parameter.name).value, parameter.value), 0);
    const SafetensorsFile file = read_safetensors(folder.path("model.safetensors"));
    EXPECT_EQ(file.float_tensor("A.0").shape(), (Shape{2, 2, 9, 9}));  // expanded, whatever is shared
    EXPECT_EQ(file.float_tensor("A_inv.2").shape(), (Shape{2, 2, 9, 9}));
  }
}

TEST(ModelFile, MissingAndMisshapenTensorsAreNamedAndUnknownOnesNoted) {
  Network network = make_network(small_architecture());
  SafetensorsFile file = to_file(network);
  file.add("bn.0.num_batches_tracked", Tensor({1}));
  const std::vector<std::string> notes = load_weights(network, file);
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_NE(notes[0].find("bn.0.num_batches_tracked"), std::string::npos) << notes[0];

  SafetensorsFile missing = to_file(network);
  std::erase_if(missing.tensors, [](const StoredTensor& tensor) { return tensor.name == "lmbd.1"; });
  test::expect_error([&] { load_weights(network, missing); }, {"lmbd.1", "[1, 6, 1, 1]", "missing"});

  SafetensorsFile misshapen = to_file(network);
  std::erase_if(misshapen.tensors, [](const StoredTensor& tensor) { return tensor.name == "B.0"; });
  misshapen.add("B.0", Tensor({2, 2, 9}));
  test::expect_error([&] { load_weights(network, misshapen); }, {"B.0", "[2, 2, 9]", "[2, 2, 3, 3]"});

  SafetensorsFile negative = to_file(network);
  std::erase_if(negative.tensors, [](const StoredTensor& tensor) { return tensor.name == "bn.0.running_var"; });
  negative.add("bn.0.running_var", Tensor::from({6}, {1, 1, -1, 1, 1, 1}));
  test::expect_error([&] { load_weights(network, negative); }, {"bn.0.running_var", "negative"});
}

/// What is stored twice for other programs, and changed by one of them.
TEST(ModelFile, MatricesThatContradictTheirParametersAreNoted) {
  Architecture a = small_architecture();
  a.generator = Form::orthogonal, a.share = Sharing::layer;
  Network network = make_network(a);
  EXPECT_TRUE(load_weights(network, to_file(network)).empty());
  SafetensorsFile changed = to_file(network);
  std::erase_if(changed.tensors, [](const StoredTensor& tensor) { return tensor.name == "A.1"; });
  changed.add("A.1", Tensor({2, 2, 9, 9}));
  const std::vector<std::string> notes = load_weights(network, changed);
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_NE(notes[0].find("A.1 is not what"), std::string::npos) << notes[0];
}

TEST(ModelFile, MetadataWithoutAGeneratorAreThePublishedConstruction) {
  Metadata metadata = to_metadata(Architecture());
  EXPECT_EQ(from_metadata(metadata, "m.safetensors").share, Sharing::layer);
  auto without_weight = metadata;
  without_weight["regularizer"] = "inverse";
  without_weight.erase("mu");
  EXPECT_EQ(from_metadata(without_weight, "m.safetensors").mu, 1e-4);
  metadata.erase("generator"), metadata.erase("share");
  EXPECT_EQ(to_metadata(from_metadata(metadata, "m.safetensors")), to_metadata(published_architecture()));
}

TEST(ModelFile, MetadataKeepEveryDigit) {
  Architecture a;
  a.regularizer = Regularizer::inverse, a.eta = 1 / 30., a.mu = 1e-4, a.sparsity = 0.1 / 7;
  const Metadata metadata = to_metadata(a);
  const Architecture again = from_metadata(metadata, "m.safetensors");
  EXPECT_EQ(again.eta, a.eta);
  EXPECT_EQ(again.sparsity, a.sparsity);
  EXPECT_EQ(metadata.at("mu"), "0.0001");
}

TEST(ModelFile, MetadataThatDescribeNoNetworkAreRefused) {
  const Metadata good = to_metadata(small_architecture());
  const auto changed = [&](const char* key, const char* value) {
    Metadata metadata = good;
    metadata[key] = value;
    return [metadata] { from_metadata(metadata, "m.safetensors"); };
  };
  test::expect_error(changed("kernel", "six"), {"m.safetensors", "kernel", "six"});
  test::expect_error(changed("kernel", "90"), {"m.safetensors", "--kernel", "90"});
  test::expect_error(changed("task", "paint"), {"task", "paint"});
  test::expect_error(changed("eta", "nan"), {"eta"});
  test::expect_error(changed("regularizer", "magic"), {"magic"});
  Metadata lacking = good;
  lacking.erase("groups");
  test::expect_error([&] { from_metadata(lacking, "m.safetensors"); }, {"groups", "m.safetensors"});
}

TEST(Inference, PortionsDoNotMatter) {
  Network network = make_network(small_architecture());
  const Tensor images = random_images(small_architecture(), 21);
  const Inference whole = infer(network, images, 21, true), parts = infer(network, images, 4, true);
  EXPECT_LT(test::relative_error(parts.output, whole.output), 1e-6);
  EXPECT_LT(test::relative_error(parts.codes, whole.codes), 1e-6);
  EXPECT_NEAR(parts.active_fraction, whole.active_fraction, 1e-3);
}

}  // namespace
}  // namespace lgn
