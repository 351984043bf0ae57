// Kernels of height and width, signals of one row, and kernels as large as the image: fully connected
// weights.
#include "lgn/inference.h"
#include "lgn/model_file.h"
#include "lgn/training_step.h"
#include "tests/support.h"

namespace lgn {
namespace {

Architecture signal_architecture(KernelExtent kernel, Task task, const char* generator) {
  Architecture a;
  a.task = task;
  a.channels = 2, a.height = kernel.height > 1 ? 7 : 1, a.width = 12, a.base_filters = 2, a.group_size = 4;
  a.kernel = kernel, a.layers = 3, a.pool = 1, a.classes = 3, a.eta = 0.05;
  a.generator = from_name<Form>(generator, "form"), a.share = Sharing::layer;
  return a;
}

TEST(Rectangular, FusedEqualsPlainAndFilesComeBack) {
  for (KernelExtent kernel : {KernelExtent(1, 5), KernelExtent(1, 12), KernelExtent(3, 2), KernelExtent(7, 12)}) {
    for (Task task : {Task::classify, Task::reconstruct}) {
      for (const char* generator : {"orthogonal", "free"}) {
        SCOPED_TRACE(concat(to_string(kernel), " ", name(task), " ", generator));
        const Architecture a = signal_architecture(kernel, task, generator);
        Random random(3);
        const Tensor images = normal_tensor(random, {6, a.channels, a.height, a.width});
        std::vector<Index> labels = {0, 1, 2, 2, 1, 0};
        if (task == Task::reconstruct) labels.clear();
        std::vector<Tensor> outputs;
        for (Unfolding unfolding : {Unfolding::fused, Unfolding::plain}) {
          Random drawn(1, Stream::initialization);
          Network network(a, drawn);
          Adam adam;
          for (int step = 0; step < 2; ++step) training_step(network, adam, images, labels, {1e-3, 2.0, unfolding});
          outputs.push_back(infer(network, images, 4, false).output);
          Network again = to_network(to_file(network));
          EXPECT_EQ(again.architecture().kernel, kernel);
          EXPECT_EQ(test::relative_error(infer(again, images, 6, false).output, outputs.back()), 0);
        }
        EXPECT_LT(test::relative_error(outputs[0], outputs[1]), 2e-3);
      }
    }
  }
}

TEST(Rectangular, AKernelAsLargeAsTheImageIsAFullyConnectedLayer) {
  const Architecture a = signal_architecture({1, 12}, Task::classify, "orthogonal");
  EXPECT_EQ(a.code_height(), 1);
  EXPECT_EQ(a.code_width(), 1);
  EXPECT_EQ(signal_architecture({1, 5}, Task::classify, "free").code_height(), 1);
}

TEST(Rectangular, SizesAreReadStrictly) {
  EXPECT_EQ(kernel_from("6", "--kernel"), KernelExtent(6));
  EXPECT_EQ(kernel_from("1x40", "--kernel"), KernelExtent(1, 40));
  for (const char* text : {"", "x", "6x", "x6", "6x6x6", "0", "1x65", "6 x 6", "-1"})
    test::expect_error([&] { kernel_from(text, "--kernel"); }, {"--kernel", "expected"});
  for (const char* generator : {"rotations", "kronecker"})
    test::expect_error([&] { signal_architecture({1, 5}, Task::classify, generator).validate(); }, {"square"});
  Architecture a = signal_architecture({1, 13}, Task::classify, "free");
  test::expect_error([&] { a.validate(); }, {"--kernel 1x13", "1 x 12"});
}

}  // namespace
}  // namespace lgn
