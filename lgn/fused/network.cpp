// The network by way of the fused unfolding: the same numbers as network.cpp's plain composition, faster.
#include "lgn/network.h"

#include "autograd/normalization.h"
#include "lgn/fused/evaluation.h"
#include "lgn/fused/unfolding.h"
#include "lgn/orbits.h"

namespace lgn {
namespace {

/// running = (1 - momentum) running + momentum batch, with batch norm's momentum.
void move_running(Tensor& running, const std::vector<double>& batch) {
  const double momentum = BatchNormSettings{}.momentum;
  for (Index f = 0; f < running.count(); ++f)
    running[f] = static_cast<float>((1 - momentum) * running[f] + momentum * batch[f]);
}

}  // namespace

Variable Network::fused_output(const Leaves& leaves, Variable images, Prediction& prediction) {
  const Architecture& a = architecture_;
  leaves.tape().set_scope("unfolded layers");
  std::vector<FusedLayer<Variable>> layers;
  for (Index k = 0; k < a.layers; ++k) {
    layers.push_back({prediction.banks[k], threshold(leaves, k), {}});
    if (a.task == Task::reconstruct || k + 1 == a.layers) continue;
    layers.back().norm = FusedNorm<Variable>{norm(leaves, k, ".weight"), norm(leaves, k, ".bias")};
  }
  if (a.task == Task::reconstruct) {
    const FusedTraining training = fused_reconstruction(images, layers, a.eta, a.window(), leaves["D"]);
    if (a.sparsity > 0) prediction.mean_code = mean_code(training);
    return training.output;
  }
  const FusedTraining training = fused_pooled_codes(images, layers, a.eta, a.window(), a.pool, norm_count(a));
  if (a.sparsity > 0) prediction.mean_code = mean_code(training);
  for (Index k = 0; k + 1 < a.layers; ++k) {
    const NormStatistics& batch = training.statistics[k];
    move_running(parameters_.at(norm_parameter(a, k, ".running_mean")).value, batch.mean);
    move_running(parameters_.at(norm_parameter(a, k, ".running_var")).value, batch.variance);
  }
  leaves.tape().set_scope("output");
  return classify_pooled(leaves, training.output, prediction, Mode::training);
}

Answer Network::fused_answer(const Tensor& images, bool keep_codes) {
  const Architecture& a = architecture_;
  Tape tape;
  const Leaves leaves(tape, parameters_, false);
  Prediction prediction;
  generate_banks(leaves, prediction);
  std::vector<FusedLayer<Tensor>> layers;
  std::vector<NormStatistics> running;
  for (Index k = 0; k < a.layers; ++k) {
    layers.push_back({prediction.banks[k].value(), thresholds(k), {}});
    if (a.task == Task::reconstruct || k + 1 == a.layers) continue;
    const auto numbers = [&](const char* field) {
      return for_all_filters(parameters_.at(norm_parameter(a, k, field)).value, 0, a.filters());
    };
    layers.back().norm = FusedNorm<Tensor>{numbers(".weight"), numbers(".bias")};
    const Tensor mean = numbers(".running_mean"), variance = numbers(".running_var");
    running.push_back({{mean.begin(), mean.end()}, {variance.begin(), variance.end()}});
  }
  if (a.task == Task::reconstruct) {
    const FusedEvaluation e =
        evaluate_reconstruction(images, layers, running, a.eta, a.window(), parameters_.at("D").value, keep_codes);
    return {e.output, e.codes, e.active};
  }
  const FusedEvaluation e = evaluate_pooled_codes(images, layers, running, a.eta, a.window(), a.pool, keep_codes);
  const Variable output = classify_pooled(leaves, tape.constant(e.output), prediction, Mode::evaluation);
  return {output.value(), e.codes, e.active};
}

}  // namespace lgn
