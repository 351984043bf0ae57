// The fused unfolding in evaluation mode against the plain composition of operations.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "autograd/convolution_ops.h"
#include "autograd/normalization.h"
#include "autograd/pooling.h"
#include "lgn/fused/evaluation.h"
#include "lgn/unfolded_layer.h"
#include "tensor/random.h"
#include "tensor/simd/dispatch.h"
#include "tests/support.h"

namespace lgn {
namespace {

constexpr double eta = 0.1;

struct Case {
  Index images, channels, height, width, filters, kernel, layers, pool;
};

const Case cases[] = {
    {17, 3, 20, 20, 20, 6, 4, 4},
    {33, 1, 28, 28, 3, 6, 3, 4},
    {1, 2, 9, 12, 7, 4, 5, 3},
    {5, 5, 7, 7, 2, 6, 1, 2},
};

std::vector<double> random_numbers(Random& random, Index count, double low, double high) {
  std::vector<double> numbers(count);
  for (double& x : numbers) x = random.uniform(low, high);
  return numbers;
}

struct Layers {
  std::vector<FusedLayer<Tensor>> values;
  std::vector<NormStatistics> running;
};

Layers random_layers(Random& random, const Case& c, bool norms) {
  Layers layers;
  for (Index k = 0; k < c.layers; ++k) {
    FusedLayer<Tensor>& layer = layers.values.emplace_back();
    layer.bank = uniform_tensor(random, {c.filters, c.channels, c.kernel, c.kernel}, -.2, .2);
    layer.threshold = uniform_tensor(random, {1, c.filters, 1, 1}, -1, 1);
    if (!norms || k + 1 == c.layers) continue;
    layer.norm.emplace();
    layer.norm->weight = uniform_tensor(random, {c.filters}, -1, 1.5);
    layer.norm->bias = uniform_tensor(random, {c.filters}, -1, 1);
    layers.running.push_back({random_numbers(random, c.filters, -1, 1), random_numbers(random, c.filters, .1, 2)});
  }
  return layers;
}

Tensor to_tensor(const std::vector<double>& numbers) {
  Tensor tensor({static_cast<Index>(numbers.size())});
  std::copy(numbers.begin(), numbers.end(), tensor.begin());
  return tensor;
}

/// u_K by single operations.
Variable plain_code(Tape& tape, const Tensor& images, const Layers& layers, const ConvolutionWindow& window) {
  const Variable y = tape.constant(images);
  const std::vector<double> momentum = momenta(static_cast<Index>(layers.values.size()));
  UnfoldedState state;
  for (std::size_t k = 0; k < layers.values.size(); ++k) {
    const FusedLayer<Tensor>& values = layers.values[k];
    state =
        unfolded_layer(state, y, tape.constant(values.bank), tape.constant(values.threshold), eta, momentum[k], window);
    if (!values.norm) continue;
    state.z = batch_norm_evaluation(*state.z, tape.constant(values.norm->weight), tape.constant(values.norm->bias),
                                    to_tensor(layers.running[k].mean), to_tensor(layers.running[k].variance));
  }
  return *state.u;
}

TEST(FusedEvaluation, EqualsThePlainCompositionOnEveryInstructionSet) {
  constexpr double tolerance = 1e-5;
  for (InstructionSet set : supported_instruction_sets()) {
    ScopedInstructionSet forced(set);
    for (const Case& c : cases) {
      for (bool norms : {true, false}) {
        SCOPED_TRACE(concat(name(set), ", ", c.images, " images, ", c.layers, " layers, norms ", norms));
        Random random(21);
        const ConvolutionWindow window{{1, 1}, {1, 1}, {0, 0}};
        const Tensor images = normal_tensor(random, {c.images, c.channels, c.height, c.width});
        const Layers layers = random_layers(random, c, norms);
        const Tensor decoder = normal_tensor(random, layers.values[0].bank.shape());
        Tape tape;
        const Variable u = plain_code(tape, images, layers, window);
        const FusedEvaluation pooled =
            evaluate_pooled_codes(images, layers.values, layers.running, eta, window, c.pool, true);
        const FusedEvaluation decoded =
            evaluate_reconstruction(images, layers.values, layers.running, eta, window, decoder, false);
        EXPECT_LT(test::relative_error(pooled.codes, u.value()), tolerance);
        EXPECT_LT(test::relative_error(pooled.output, adaptive_average_pool2d(u, c.pool, c.pool).value()), tolerance);
        EXPECT_LT(test::relative_error(decoded.output, conv_transpose2d(u.value(), decoder, window)), tolerance);
        EXPECT_EQ(decoded.codes.count(), 0);
        const Index active = pooled.codes.count() - std::count(pooled.codes.begin(), pooled.codes.end(), 0.0f);
        EXPECT_GT(active, 0);
        EXPECT_EQ(pooled.active, active);
        EXPECT_EQ(decoded.active, active);
      }
    }
  }
}

}  // namespace
}  // namespace lgn
