// The corners of the data and of long runs: the smallest images and batches, one class only, memory, and
// the names of what stops being finite.
#include <cmath>
#include <fstream>

#include "autograd/elementwise_ops.h"
#include "autograd/shape_ops.h"
#include "lgn/training_step.h"
#include "tensor/memory.h"
#include "tests/experiments/program_runs.h"
#include "tests/lgn/networks.h"

namespace lgn {
namespace {

using test::make_network;

Architecture tiny(Task task, Index extent, Index kernel) {
  Architecture a = published_architecture(task);
  a.channels = 1, a.height = a.width = extent, a.base_filters = 2, a.group_size = 2, a.kernel = kernel, a.layers = 2;
  a.pool = 1, a.classes = 3;
  return a;
}

TEST(Corners, BatchesOfOneAndImagesOfOnePixelTrain) {
  for (Task task : {Task::classify, Task::reconstruct}) {
    for (Unfolding unfolding : {Unfolding::fused, Unfolding::plain}) {
      for (Index batch : {1, 3}) {
        Network network = make_network(tiny(task, 1, 1));
        Random random(4);
        const Tensor images = normal_tensor(random, {batch, 1, 1, 1});
        std::vector<Index> labels;
        for (Index i = 0; task == Task::classify && i < batch; ++i) labels.push_back(i);
        Adam adam;
        for (int step = 0; step < 20; ++step) {
          const double loss = training_step(network, adam, images, labels, {1e-2, 2.0, unfolding}).loss;
          ASSERT_TRUE(std::isfinite(loss)) << name(task) << ", batch of " << batch << ", step " << step;
        }
        for (const Parameter& parameter : network.parameters())
          for (float x : parameter.value) ASSERT_TRUE(std::isfinite(x)) << parameter.name;
      }
    }
  }
}

/// Memory of this process that is in use, in bytes.
std::size_t resident_bytes() {
  std::size_t whole = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> whole >> resident;
  return resident * 4096;
}

TEST(LongRuns, MemoryDoesNotGrowOver200Steps) {
  for (Unfolding unfolding : {Unfolding::fused, Unfolding::plain}) {
    Network network = make_network(tiny(Task::classify, 12, 3));
    Random random(4);
    const Tensor images = normal_tensor(random, {32, 1, 12, 12}), last = normal_tensor(random, {9, 1, 12, 12});
    Adam adam;
    std::size_t held = 0, resident = 0;
    for (int step = 0; step < 230; ++step) {
      if (step == 30) held = memory_held(), resident = resident_bytes();
      const Tensor& batch = step % 5 == 4 ? last : images;  // the last batch of an epoch is smaller
      training_step(network, adam, batch, std::vector<Index>(batch.extent(0), 1), {1e-3, 2.0, unfolding});
    }
    EXPECT_LE(memory_held(), held + (1 << 20));  // how many tasks run at once differs from step to step
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    EXPECT_LT(resident_bytes(), resident + (4 << 20));
#endif
  }
}

TEST(LongRuns, ATapeOf100000OperationsRunsBackwardsAndGoesAway) {
  Tape tape;
  const Variable start = tape.leaf(Tensor::full({2}, 1));
  Variable x = start;
  for (int i = 0; i < 100'000; ++i) x = add(x, start);
  tape.backward(sum(x));
  EXPECT_EQ(start.gradient()[0], 100'001);
}

class CornersOfPrograms : public test::ProgramRuns {};

TEST_F(CornersOfPrograms, OneClassOnlyConstantPixelsAndOneImage) {
  const std::string flags = " --kernel 2 --groups 1 --group-size 2 --layers 2 --pool 1 --epochs 1 ";
  write_npy(file("flat.npy"), Tensor::full({6, 4, 4}, 0.5f));
  write_npy(file("same.npy"), std::vector<Index>(6, 0));
  write_npy(file("one.npy"), Tensor::full({1, 4, 4}, 0.5f));
  for (const char* normalization : {"whiten", "standard", "none"}) {
    output_of("classify", "--train-images " + file("flat.npy") + " --train-labels " + file("same.npy") + flags +
                              "--normalization " + normalization + " --out " + file(normalization));
    output_of("reconstruct", "--train-images " + file("one.npy") + " --batch 1 --kernel 2 --layers 1" +
                                 " --epochs 2 --normalization " + normalization + " --out " +
                                 file(std::string("one-") + normalization));
  }
}

TEST_F(CornersOfPrograms, EmptyDataSetsAreRefused) {
  write_npy(file("none.npy"), Tensor({0, 4, 4}));
  write_npy(file("no-labels.npy"), std::vector<Index>{});
  expect_refused("reconstruct", "--train-images " + file("none.npy"), {"none.npy", "no images"});
  expect_refused("classify", "--train-images " + file("none.npy") + " --train-labels " + file("no-labels.npy"),
                 {"none.npy", "no images"});
}

TEST_F(CornersOfPrograms, ARunThatExplodesNamesEpochStepLayerAndOperation) {
  Tensor images = Tensor::full({20, 8, 8}, 3e38f);
  write_npy(file("huge.npy"), images);
  expect_refused(
      "reconstruct",
      "--train-images " + file("huge.npy") + " --kernel 3 --layers 2 --normalization none --out " + file("run"),
      {"epoch 1, step 1", "not finite", "layer 0: "});
}

TEST_F(CornersOfPrograms, AnInstructionSetIsForcedOrRefusedWithTheList) {
  const std::string data = own_data() + "--epochs 1 --out " + file("run");
  const auto scalar = test::run_command("LGN_SIMD=scalar " + program("classify") + " " + data);
  EXPECT_EQ(scalar.status, 0) << scalar.output;
  EXPECT_TRUE(test::contains(scalar.output, "scalar"));
  const auto unknown = test::run_command("LGN_SIMD=sse9 " + program("classify") + " " + data + "2");
  EXPECT_EQ(unknown.status, 1) << unknown.output;
  EXPECT_TRUE(test::contains(unknown.output, "supported are: scalar"));
}

}  // namespace
}  // namespace lgn
