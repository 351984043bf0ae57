// The fused unfolding against the plain composition of operations: output, statistics, and every gradient.
#include <gtest/gtest.h>

#include <cmath>

#include "autograd/convolution_ops.h"
#include "autograd/normalization.h"
#include "autograd/pooling.h"
#include "lgn/fused/unfolding.h"
#include "lgn/unfolded_layer.h"
#include "tensor/random.h"
#include "tensor/simd/dispatch.h"
#include "tensor/threads.h"
#include "tests/support.h"

namespace lgn {
namespace {

using test::expect_error;

struct UnfoldingCase {
  Index images, channels, height, width, filters, kernel_height, kernel_width, padding, layers, pool;
};

// Lanes left over of every vector width, one image, one layer, one to five channels, filters that do not fill
// a block, codes smaller than the pooled size's windows; heights of 4 to 8 (Toom-Cook) with codes of 1, 2, 3 rows
// and any remainder, more rows of padding than of the image.
const UnfoldingCase unfolding_cases[] = {
    {17, 3, 20, 20, 20, 6, 6, 1, 4, 4}, {16, 1, 28, 28, 4, 6, 6, 1, 3, 4}, {1, 3, 17, 15, 5, 6, 6, 1, 2, 3},
    {33, 2, 9, 12, 7, 6, 6, 1, 3, 2},   {15, 1, 8, 8, 3, 6, 6, 1, 4, 4},   {7, 5, 7, 9, 6, 3, 4, 1, 2, 3},
    {4, 3, 10, 7, 4, 4, 4, 2, 4, 1},    {9, 1, 6, 6, 1, 2, 3, 0, 1, 2},    {2, 4, 5, 24, 2, 1, 6, 1, 3, 5},
    {5, 2, 6, 9, 3, 6, 4, 0, 2, 2},     {13, 1, 7, 6, 5, 6, 1, 0, 3, 1},   {9, 5, 11, 8, 9, 6, 5, 2, 3, 3},
    {2, 6, 2, 14, 4, 6, 7, 3, 4, 2},    {6, 3, 12, 5, 6, 8, 2, 1, 3, 2},   {17, 3, 20, 20, 20, 5, 5, 1, 4, 4},
    {16, 1, 28, 28, 5, 4, 4, 1, 3, 4},  {5, 3, 9, 9, 6, 7, 7, 2, 4, 2},    {33, 2, 8, 12, 7, 4, 3, 0, 3, 2},
    {3, 1, 5, 6, 4, 5, 4, 0, 3, 1},     {2, 2, 6, 7, 5, 4, 6, 3, 4, 2},    {9, 5, 11, 8, 9, 7, 5, 1, 3, 3},
    {10, 3, 20, 20, 12, 8, 8, 1, 4, 4}, {3, 1, 28, 28, 5, 8, 8, 1, 3, 4},  {9, 5, 13, 9, 6, 8, 5, 2, 3, 2},
};

enum class Kind { classifier, reconstructor };

std::string describe(const UnfoldingCase& c, Kind kind) {
  return concat(kind == Kind::classifier ? "classifier" : "reconstructor", ", images ",
                to_string({c.images, c.channels, c.height, c.width}), ", bank ",
                to_string({c.filters, c.channels, c.kernel_height, c.kernel_width}), ", padding ", c.padding, ", ",
                c.layers, " layers, pool ", c.pool, ", ", name(instruction_set()));
}

constexpr double step_size = 0.1;

/// A network on a tape, built one way or the other, and what came of it.
struct Trial {
  Tape tape;
  std::vector<Variable> parameters;
  std::vector<std::string> names;
  Variable output;
  std::vector<NormStatistics> statistics;  // mean and unbiased variance
};

struct Built {
  Variable images, decoder;
  std::vector<FusedLayer<Variable>> layers;
  ConvolutionWindow window;
};

/// Random images and parameters, the same for the same case; thresholds of both signs.
Built build(Trial& run, const UnfoldingCase& c, Kind kind) {
  Random random(11);
  Built built;
  built.window = {{1, 1}, {c.padding, c.padding}, {0, 0}};
  built.images = run.tape.constant(normal_tensor(random, {c.images, c.channels, c.height, c.width}));
  const auto leaf = [&](Tensor value, const std::string& name) {
    run.parameters.push_back(run.tape.leaf(std::move(value), name));
    run.names.push_back(name);
    return run.parameters.back();
  };
  const Shape bank = {c.filters, c.channels, c.kernel_height, c.kernel_width};
  const double size = 1 / std::sqrt(static_cast<double>(c.channels * c.kernel_height * c.kernel_width));
  for (Index k = 0; k < c.layers; ++k) {
    FusedLayer<Variable> layer;
    layer.bank = leaf(uniform_tensor(random, bank, -size, size), concat("bank ", k));
    layer.threshold = leaf(uniform_tensor(random, {1, c.filters, 1, 1}, -1, 1), concat("threshold ", k));
    if (kind == Kind::classifier && k + 1 < c.layers) {
      layer.norm = FusedNorm<Variable>{leaf(uniform_tensor(random, {c.filters}, -1, 1.5), concat("norm weight ", k)),
                                       leaf(uniform_tensor(random, {c.filters}, -1, 1), concat("norm bias ", k))};
    }
    built.layers.push_back(layer);
  }
  if (kind == Kind::reconstructor) built.decoder = leaf(uniform_tensor(random, bank, -size, size), "decoder");
  return built;
}

/// Backward from the output with a random gradient.
void differentiate(Trial& run) {
  Random random(12);
  run.tape.backward(run.output, normal_tensor(random, run.output.shape()));
}

void run_fused(Trial& run, const UnfoldingCase& c, Kind kind) {
  const Built built = build(run, c, kind);
  const FusedTraining result =
      kind == Kind::classifier
          ? fused_pooled_codes(built.images, built.layers, step_size, built.window, c.pool)
          : fused_reconstruction(built.images, built.layers, step_size, built.window, built.decoder);
  run.output = result.output;
  run.statistics = result.statistics;
  differentiate(run);
}

void run_plain(Trial& run, const UnfoldingCase& c, Kind kind) {
  const Built built = build(run, c, kind);
  const std::vector<double> momentum = momenta(c.layers);
  UnfoldedState state;
  for (Index k = 0; k < c.layers; ++k) {
    const FusedLayer<Variable>& layer = built.layers[k];
    state = unfolded_layer(state, built.images, layer.bank, layer.threshold, step_size, momentum[k], built.window);
    if (!layer.norm) continue;
    Tensor mean({c.filters}), variance({c.filters});
    state.z = batch_norm_training(*state.z, layer.norm->weight, layer.norm->bias, mean, variance, {1e-5, 1.0});
    run.statistics.push_back({{mean.begin(), mean.end()}, {variance.begin(), variance.end()}});
  }
  run.output = kind == Kind::classifier ? adaptive_average_pool2d(*state.u, c.pool, c.pool)
                                        : conv_transpose2d(*state.u, built.decoder, built.window);
  differentiate(run);
}

template <class A, class B>
double relative_difference(const A& found, const B& expected) {
  double difference = 0, norm = 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(expected.end() - expected.begin()); ++i) {
    const double a = found.begin()[i], b = expected.begin()[i];
    difference += (a - b) * (a - b);
    norm += b * b;
  }
  return std::sqrt(difference / norm);
}

void expect_same(const Trial& fused, const Trial& plain) {
  constexpr double tolerance = 2e-5;
  ASSERT_EQ(fused.output.shape(), plain.output.shape());
  EXPECT_LT(relative_difference(fused.output.value(), plain.output.value()), tolerance) << "output";
  ASSERT_EQ(fused.statistics.size(), plain.statistics.size());
  for (std::size_t k = 0; k < plain.statistics.size(); ++k) {
    EXPECT_LT(relative_difference(fused.statistics[k].mean, plain.statistics[k].mean), tolerance) << k;
    EXPECT_LT(relative_difference(fused.statistics[k].variance, plain.statistics[k].variance), tolerance) << k;
  }
  for (std::size_t i = 0; i < plain.parameters.size(); ++i) {
    EXPECT_LT(relative_difference(fused.parameters[i].gradient(), plain.parameters[i].gradient()), tolerance)
        << "gradient of " << plain.names[i];
  }
}

TEST(FusedUnfolding, EqualsThePlainCompositionOnEveryInstructionSet) {
  for (InstructionSet set : supported_instruction_sets()) {
    ScopedInstructionSet forced(set);
    for (const UnfoldingCase& c : unfolding_cases) {
      for (Kind kind : {Kind::classifier, Kind::reconstructor}) {
        SCOPED_TRACE(describe(c, kind));
        Trial fused, plain;
        run_fused(fused, c, kind);
        run_plain(plain, c, kind);
        expect_same(fused, plain);
      }
    }
  }
}

// The plain batch norm takes its variance about the mean, in double; so must the fused one in effect.
TEST(FusedUnfolding, StatisticsOfACodeFarFromZero) {
  for (InstructionSet set : supported_instruction_sets()) {
    ScopedInstructionSet forced(set);
    Random random(14);
    const Tensor images = normal_tensor(random, {37, 2, 12, 12});
    const Tensor bank = uniform_tensor(random, {3, 2, 6, 6}, -.1, .1);
    const ConvolutionWindow window{{1, 1}, {1, 1}, {0, 0}};
    Tape tape;
    const auto leaf = [&](Shape shape, float value) { return tape.leaf(Tensor::full(std::move(shape), value)); };
    const FusedLayer<Variable> last{tape.leaf(bank), leaf({1, 3, 1, 1}, -1e4f), std::nullopt};
    const FusedLayer<Variable> first{last.bank, last.threshold, FusedNorm<Variable>{leaf({3}, 1), leaf({3}, 0)}};
    const Variable y = tape.constant(images);
    const FusedTraining fused = fused_pooled_codes(y, {first, last}, step_size, window, 2);
    const UnfoldedState plain = unfolded_layer({}, y, last.bank, last.threshold, step_size, 0, window);
    Tensor mean({3}), variance({3});
    batch_norm_training(*plain.z, first.norm->weight, first.norm->bias, mean, variance, {1e-5, 1.0});
    EXPECT_GT(mean[0], 900);
    EXPECT_LT(variance[0], 1);
    EXPECT_LT(relative_difference(fused.statistics[0].mean, mean), 1e-6);
    // The codes themselves are rounded to 1000 * 6e-8.
    EXPECT_LT(relative_difference(fused.statistics[0].variance, variance), 1e-4);
  }
}

// The batch norm takes away what the threshold adds where nothing is cut off; Adam divides by the gradient's
// size, so that rounding errors in place of the zero would move the threshold.
TEST(FusedUnfolding, ThresholdOfAFilterThatIsActiveEverywhereHasNoGradient) {
  for (InstructionSet set : supported_instruction_sets()) {
    ScopedInstructionSet forced(set);
    Random random(15);
    const Tensor images = normal_tensor(random, {21, 2, 12, 12});
    Tape tape;
    const auto leaf = [&](Shape shape, float value) { return tape.leaf(Tensor::full(std::move(shape), value)); };
    const FusedLayer<Variable> last{tape.leaf(uniform_tensor(random, {3, 2, 6, 6}, -.1, .1)), leaf({1, 3, 1, 1}, 1),
                                    std::nullopt};
    const FusedLayer<Variable> first{last.bank, leaf({1, 3, 1, 1}, -1e3f),
                                     FusedNorm<Variable>{leaf({3}, 1), leaf({3}, 0)}};
    const ConvolutionWindow window{{1, 1}, {1, 1}, {0, 0}};
    const FusedTraining fused = fused_pooled_codes(tape.constant(images), {first, last}, step_size, window, 2);
    tape.backward(fused.output, normal_tensor(random, fused.output.shape()));
    for (float gradient : first.threshold.gradient()) EXPECT_EQ(gradient, 0);
    EXPECT_NE(last.threshold.gradient()[0], 0);
  }
}

TEST(FusedUnfolding, GradientsOfASharedBankAddUp) {
  Random random(13);
  const Tensor images = normal_tensor(random, {5, 2, 9, 9}), bank = uniform_tensor(random, {4, 2, 4, 4}, -.2, .2);
  const Tensor threshold = uniform_tensor(random, {1, 4, 1, 1}, -1, 1);
  const ConvolutionWindow window{{1, 1}, {1, 1}, {0, 0}};
  Tape separate, shared;
  std::vector<FusedLayer<Variable>> layers;
  for (int k = 0; k < 3; ++k) layers.push_back({separate.leaf(bank), separate.leaf(threshold), std::nullopt});
  const FusedLayer<Variable> one{shared.leaf(bank), shared.leaf(threshold), std::nullopt};
  const Variable a = fused_pooled_codes(separate.constant(images), layers, step_size, window, 2).output;
  const Variable b = fused_pooled_codes(shared.constant(images), {one, one, one}, step_size, window, 2).output;
  const Tensor upstream = normal_tensor(random, a.shape());
  separate.backward(a, upstream);
  shared.backward(b, upstream);
  for (Index i = 0; i < bank.count(); ++i) {
    double sum = 0;
    for (const FusedLayer<Variable>& layer : layers) sum += layer.bank.gradient()[i];
    ASSERT_NEAR(one.bank.gradient()[i], sum, 1e-5 * std::abs(sum) + 1e-6);
  }
}

TEST(FusedUnfolding, ResultsAreBitwiseTheSameForAnyNumberOfThreads) {
  for (InstructionSet set : supported_instruction_sets()) {
    ScopedInstructionSet forced(set);
    for (Kind kind : {Kind::classifier, Kind::reconstructor}) {
      test::expect_same_bits([&] {
        Trial trial;
        run_fused(trial, {70, 3, 12, 11, 7, 6, 6, 1, 3, 4}, kind);
        std::vector<Tensor> found = {trial.output.value()};
        for (Variable parameter : trial.parameters) found.push_back(parameter.gradient());
        return found;
      });
    }
  }
}

TEST(FusedUnfolding, ErrorsNameWhatDoesNotFit) {
  Tape tape;
  const ConvolutionWindow window{{1, 1}, {1, 1}, {0, 0}};
  const Variable images = tape.constant(Tensor({2, 3, 9, 9}));
  const auto bank = [&](Shape shape) { return tape.leaf(Tensor(std::move(shape))); };
  const FusedLayer<Variable> good{bank({4, 3, 6, 6}), bank({1, 4, 1, 1}), std::nullopt};
  const FusedLayer<Variable> normed{good.bank, good.threshold, FusedNorm<Variable>{bank({4}), bank({4})}};
  const auto run = [&](Variable y, std::vector<FusedLayer<Variable>> layers, const ConvolutionWindow& w) {
    fused_pooled_codes(y, layers, step_size, w, 2);
  };
  EXPECT_TRUE(fused_unfolding_supports(window));
  EXPECT_FALSE(fused_unfolding_supports({{2, 1}, {1, 1}, {0, 0}}));
  run(images, {normed, good}, window);
  expect_error([&] { run(images, {}, window); }, "at least one layer");
  expect_error([&] { run(images, {good}, {{2, 2}, {1, 1}, {0, 0}}); }, "stride");
  expect_error([&] { run(tape.constant(Tensor({2, 1, 9, 9})), {good}, window); }, "[2, 1, 9, 9]");
  expect_error([&] { run(tape.constant(Tensor({2, 3, 3, 9})), {good}, window); }, "larger than the padded image");
  expect_error([&] { run(tape.leaf(Tensor({2, 3, 9, 9})), {good}, window); }, "no gradient of its images");
  expect_error([&] { run(images, {good, {bank({4, 3, 5, 6}), good.threshold, {}}}, window); }, "layer 1");
  expect_error([&] { run(images, {{good.bank, bank({4}), {}}}, window); }, "threshold of layer 0");
  expect_error([&] { run(images, {normed, normed}, window); }, "layer 1");
  expect_error([&] { run(tape.constant(Tensor({1, 3, 4, 4})), {normed, good}, window); }, "no variance");
  expect_error([&] { fused_pooled_codes(images, {good}, step_size, window, 0); }, "pooled to 0");
  expect_error([&] { fused_reconstruction(images, {good}, step_size, window, bank({4, 3, 5, 6})); }, "decoder");
}

}  // namespace
}  // namespace lgn
