// The networks against golden values: first batch in training mode, every gradient, evaluation, training.
#include "autograd/elementwise_ops.h"
#include "lgn/inference.h"
#include "lgn/model_file.h"
#include "lgn/training_step.h"
#include "tensor/io/npy.h"
#include "tests/support.h"

namespace lgn {
namespace {

using test::relative_error;

struct GoldenCase {
  const char* name;
  Unfolding unfolding;
};

void PrintTo(const GoldenCase& c, std::ostream* out) {
  *out << c.name << (c.unfolding == Unfolding::plain ? " plain" : " fused");
}

class Golden : public testing::TestWithParam<GoldenCase> {
 protected:
  std::string file(const char* name) const {
    return test::source_path(std::string("golden/") + GetParam().name + "/" + name);
  }
  Network network(const char* name) const { return load_model(file(name)); }
  SafetensorsFile expected() const { return read_safetensors(file("expected.safetensors")); }
  Tensor images() const { return to_float(read_npy(file("images.npy"))); }
  std::vector<Index> labels(const Network& network) const {
    if (network.architecture().task == Task::reconstruct) return {};
    return to_integers(read_npy(file("labels.npy")));
  }
  Index metadata_number(const char* key) const {
    return std::stoll(read_safetensors(file("init.safetensors")).metadata.at(key));
  }
};

std::vector<Index> part(const std::vector<Index>& labels, Index first, Index count) {
  if (labels.empty()) return {};
  return {labels.begin() + first, labels.begin() + first + count};
}

TEST_P(Golden, FirstBatchInTrainingModeAndEveryGradient) {
  Network net = network("init.safetensors");
  const SafetensorsFile golden = expected();
  const Index batch = metadata_number("batch");
  const Tensor first = images().slice(0, batch);
  Tape tape;
  const Leaves leaves(tape, net.parameters());
  const Prediction prediction = net.forward(leaves, first, Mode::training, GetParam().unfolding);
  Variable loss = net.task_loss(prediction, first, part(labels(net), 0, batch));
  if (net.has_penalty()) loss = add(loss, net.penalty(leaves, prediction));
  tape.backward(loss);

  EXPECT_LT(relative_error(prediction.output.value(), golden.float_tensor("output_train")), 2e-6);
  EXPECT_LT(relative_error(loss.value(), golden.float_tensor("loss")), 1e-6);
  for (std::size_t k = 0; k < prediction.banks.size(); ++k)
    EXPECT_LT(relative_error(prediction.banks[k].value(), golden.float_tensor(concat("bank.", k))), 1e-6);
  for (std::size_t k = 0; k < prediction.codes.size(); ++k)
    EXPECT_LT(relative_error(prediction.codes[k].value(), golden.float_tensor(concat("code.", k))), 2e-6);
  Index checked = 0;
  for (const Parameter& parameter : net.parameters()) {
    if (!parameter.trained || !golden.contains("grad." + parameter.name)) continue;
    const Tensor gradient = golden.float_tensor("grad." + parameter.name);
    EXPECT_LT(relative_error(leaves[parameter.name].gradient(), gradient), 1e-5) << parameter.name;
    ++checked;
  }
  EXPECT_GE(checked, net.architecture().layers * 3);
}

TEST_P(Golden, EvaluationMode) {
  Network net = network("init.safetensors");
  const Tensor expected_output = expected().float_tensor("output_eval");
  EXPECT_LT(relative_error(infer(net, images(), 3, false).output, expected_output), 2e-6);
}

TEST_P(Golden, TrainingLandsOnTheSameWeights) {
  Network net = network("init.safetensors");
  const SafetensorsFile trained = read_safetensors(file("trained.safetensors"));
  const Index batch = metadata_number("batch"), steps = metadata_number("steps");
  const Tensor all = images();
  Adam adam;
  for (Index i = 0; i < steps; ++i) {
    training_step(net, adam, all.slice(i * batch, batch), part(labels(net), i * batch, batch),
                  {1e-2, 2.0, GetParam().unfolding});
  }
  for (const Parameter& parameter : net.parameters()) {
    const bool sensitive = parameter.name.rfind("lmbd", 0) == 0 || parameter.name.rfind("bn", 0) == 0;
    EXPECT_LT(relative_error(parameter.value, trained.float_tensor(parameter.name)), sensitive ? 2e-2 : 1e-3)
        << parameter.name;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Cases, Golden,
    testing::Values(GoldenCase{"classify-minimal", Unfolding::plain}, GoldenCase{"classify-small", Unfolding::plain},
                    GoldenCase{"classify-stride2", Unfolding::plain}, GoldenCase{"classify-inverse", Unfolding::plain},
                    GoldenCase{"reconstruct-stride2", Unfolding::plain},
                    GoldenCase{"classify-minimal", Unfolding::fused}, GoldenCase{"classify-small", Unfolding::fused},
                    GoldenCase{"classify-stride2", Unfolding::fused}, GoldenCase{"classify-inverse", Unfolding::fused},
                    GoldenCase{"reconstruct-stride2", Unfolding::fused}));

}  // namespace
}  // namespace lgn
