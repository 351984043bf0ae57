// The program bench and what it is made of: the keys of its JSON file, the laws it fits, its sums of
// operations.
#include <cmath>

#include "experiments/bench/kernels.h"
#include "experiments/bench/networks.h"
#include "experiments/bench/preprocessing.h"
#include "experiments/bench/scaling.h"
#include "tensor/simd/peak_kernels.h"
#include "tensor/threads.h"
#include "tests/experiments/program_runs.h"

namespace lgn {
namespace {

class BenchProgram : public test::ProgramRuns {
 protected:
  Json run_bench(const std::string& arguments) const {
    output_of("bench", "--json " + file("bench.json") + " " + arguments);
    return json("bench.json");
  }
};

TEST_F(BenchProgram, OnePartAloneWritesItsNumber) {
  const Json json = run_bench("--quick --only overhead --batch 16 --threads 1");
  EXPECT_GT(json.at("overhead_fraction").as_double(), 0);
  EXPECT_EQ(json.find("peak_gflops"), nullptr);
}

TEST_F(BenchProgram, QuickWritesEveryNumberAndAllMakeSense) {
  const Json json = run_bench("--quick --batch 32 --threads 2");
  for (const char* key :
       {"peak_gflops", "conv_gflops", "conv_transpose_gflops", "conv_weight_gradient_gflops", "train_step_ms",
        "train_images_per_second", "infer_images_per_second", "gemm_gflops", "eigh_seconds", "whiten_seconds",
        "overhead_fraction", "mnist_conv_gflops", "reconstruct_train_step_ms", "conv_gflops_one_thread"}) {
    ASSERT_NE(json.find(key), nullptr) << key;
    EXPECT_GT(json.at(key).as_double(), 0) << key;
    EXPECT_TRUE(std::isfinite(json.at(key).as_double())) << key;
  }
  EXPECT_EQ(json.at("threads").as_integer(), 2);
  EXPECT_EQ(json.at("simd").as_string(), name(instruction_set()));
  EXPECT_TRUE(json.at("quick").as_bool());
  EXPECT_LT(json.at("overhead_fraction").as_double(), 1);
  // The same step told in milliseconds and in images per second.
  EXPECT_NEAR(json.at("train_step_ms").as_double() * json.at("train_images_per_second").as_double(), 32e3, 1e-6);
  // 20 convolutions of 2 * 32 images * 20 filters * 29 * 29 pixels * 3 channels * 36 weights.
  const double gflop = 20 * 2.0 * 32 * 20 * 29 * 29 * 3 * 36 / 1e9;
  EXPECT_NEAR(json.at("train_gflops").as_double() * json.at("train_step_ms").as_double() / 1e3, gflop, 1e-9 * gflop);
}

TEST_F(BenchProgram, OnePartAloneWritesNoOther) {
  const Json json = run_bench("--quick --batch 16 --only step");
  EXPECT_NE(json.find("train_step_ms"), nullptr);
  EXPECT_NE(json.find("infer_images_per_second"), nullptr);
  EXPECT_EQ(json.find("mnist_train_step_ms"), nullptr);
  EXPECT_EQ(json.find("gemm_gflops"), nullptr);
}

TEST_F(BenchProgram, WrongFlagsAreRefused) {
  expect_refused("bench", "--only kernel", {"kernels"});
}

TEST(Bench, AStepIsTwentyConvolutions) {
  const Architecture cifar10 = published_architecture(Task::classify);
  EXPECT_DOUBLE_EQ(convolution_operations(cifar10, 128), 465'039'360.0);
  EXPECT_DOUBLE_EQ(step_operations(cifar10, 128), 20 * 465'039'360.0);
  EXPECT_DOUBLE_EQ(step_operations(published_architecture(Task::reconstruct), 128), 23 * 465'039'360.0);
  // 25 x 25 pixels of code, one channel.
  EXPECT_DOUBLE_EQ(convolution_operations(mnist_architecture(Task::classify), 1), 2.0 * 20 * 625 * 36);
}

TEST(Bench, LawsAreRecovered) {
  const LinearLaw law = fit_linear_law({1, 2, 5}, {5, 7, 13});
  EXPECT_NEAR(law.constant, 3, 1e-9);
  EXPECT_NEAR(law.slope, 2, 1e-9);
  EXPECT_NEAR(law(10), 23, 1e-9);
  // One point says nothing about a constant.
  EXPECT_NEAR(fit_linear_law({4}, {8})(2), 4, 1e-9);
}

TEST(Bench, LawsMinimiseRelativeDeviations) {
  // For y = a + b x through (1, 1), (2, 1), (3, 2): against the sum of squares at neighbouring laws.
  const std::vector<double> x = {1, 2, 3}, y = {1, 1, 2};
  const auto squares = [&](LinearLaw law) {
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) sum += std::pow(law(x[i]) / y[i] - 1, 2);
    return sum;
  };
  const LinearLaw best = fit_linear_law(x, y);
  for (const auto& [da, db] : {std::pair{1e-3, 0.0}, {-1e-3, 0.0}, {0.0, 1e-3}, {0.0, -1e-3}})
    EXPECT_LT(squares(best), squares({best.constant + da, best.slope + db}));
}

TEST(Bench, TheMultiplyAddLoopTendsToOne) {
  for (InstructionSet set : supported_instruction_sets()) {
    const ScopedInstructionSet forced(set);
    const auto& kernel = simd::select<simd::PeakKernels>();
    // Every lane of every sum tends to 1, and operations counts two a lane: the sum of all is half of it.
    EXPECT_NEAR(kernel.run(100'000), static_cast<float>(kernel.operations) / 2, 0.01 * kernel.operations) << name(set);
    // From 0, 1, 2, ... without a pass.
    EXPECT_GT(kernel.run(0), static_cast<float>(kernel.operations) / 2) << name(set);
  }
}

TEST(Bench, SyntheticImagesVaryOverOrdersOfMagnitudeWithAnyNumberOfThreads) {
  const Tensor images = synthetic_images(200, 4);
  ASSERT_EQ(images.shape(), (Shape{200, 48}));
  double first = 0, last = 0;
  for (Index i = 0; i < 200; ++i) {
    first += std::pow(images(i, 0), 2);
    last += std::pow(images(i, 47), 2);
  }
  EXPECT_GT(last, 3 * first);
  test::expect_same_bits([] { return std::vector{synthetic_images(200, 4)}; });
}

}  // namespace
}  // namespace lgn
