#include "experiments/planted-group/convolutional.h"

#include <algorithm>
#include <cmath>

#include "experiments/common/planted/metrics.h"
#include "experiments/common/program/table.h"
#include "experiments/planted-group/certificate.h"
#include "experiments/planted-group/convolutional_network.h"
#include "lgn/recovery/convolutional_dictionary.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"

namespace lgn {
namespace {

constexpr Index image_polish_steps = 3;
constexpr Index tested = 200;               // held-out images that a pursuit is run on
constexpr double random_start_rate = 1e-2;  // learning rate: the network's default

double image_loss(const TensorD& images, const TensorD& bank, const ImagePursuitSettings& pursuit) {
  const TensorD residual = residual_images(images, bank, pursue_images(images, bank, pursuit));
  return inner(residual, residual);
}

/// Whether an orthogonal generator can be the planted matrix.
bool is_orthogonal(const TensorD& A) {
  const TensorD product = matmul(transpose(A), A);
  double largest = 0;
  for (Index i = 0; i < product.count(); ++i)
    largest = std::max(largest, std::abs(product[i] - (i % (A.extent(0) + 1) == 0)));
  return largest < 1e-8;
}

/// The network that starts from the group, and those it is compared with.
void report_networks(const ConvolutionalProblem& problem, const RecoveredGroup& group, const TensorD& base,
                     const ConvolutionalCaseSettings& settings, Json& result) {
  const Index n = problem.action.order;
  GroupNetworkSettings network;
  const RecoveredGroup planted{problem.action.A, n};
  const double least = train_from_group(problem, planted, problem.bank.slice(0, problem.groups), network).loss;
  if (group.order == n) {
    const GroupNetworkResult trained = train_from_group(problem, group, base, network);
    result.set("cosine", group_cosine(trained.A, problem.action.A, n));
    result.set("network_gap", trained.loss / least - 1);
  }
  if (settings.random_start_steps == 0) return;
  network.steps = settings.random_start_steps;
  network.learning_rate = random_start_rate;
  const GroupNetworkResult trained = train_from_random(problem, network, settings.problem.seed);
  result.set("random_start_cosine", group_cosine(trained.A, problem.action.A, n));
}

/// What the default method finds when it is told n, against what was planted.
void report_recovery(const ConvolutionalProblem& problem, const TensorD& filters, const ImagePursuitSettings& pursuit,
                     const ConvolutionalCaseSettings& settings, Json& result) {
  const Index n = problem.action.order;
  RecoverySettings recovery{.order = n};
  RecoveredGroup group = recover_group(filters, recovery);
  TensorD base = base_filters(group, filters, problem.groups), bank = filters;
  if (group.order == n) {
    polish_group_on_images(group, base, problem.fitted, pursuit, image_polish_steps);
    bank = group_bank(group.A, n, base);
  }
  const TensorD held_out = problem.held_out.slice(0, std::min(tested, problem.held_out.extent(0)));
  const double cosine = group_cosine(group.A, problem.action.A, n);
  result.set("recovered_cosine", cosine);
  result.set("cosine", cosine);
  result.set("score", group.score);
  result.set("closure", group.closure);
  result.set("recovered", filters_recovered(problem.bank, bank));
  result.set("loss_gap", image_loss(held_out, bank, pursuit) / image_loss(held_out, problem.bank, pursuit) - 1);
  if (is_orthogonal(problem.action.A)) report_networks(problem, group, base, settings, result);
}

}  // namespace

std::string case_name(const ConvolutionalCaseSettings& settings) {
  const ConvolutionalProblemSettings &s = settings.problem, standard;
  std::string name = "conv-" + s.action;
  if (s.side != standard.side) name += concat("-side-", s.side);
  if (s.filters != standard.filters) name += concat("-filters-", s.filters);
  if (s.images != standard.images) name += concat("-images-", s.images);
  if (s.size != standard.size) name += concat("-size-", s.size);
  if (s.active != standard.active) name += "-active-" + fixed(s.active, 0);
  if (s.noise != standard.noise) name += "-noise-" + fixed(s.noise, 2);
  return concat(name, "-seed-", s.seed);
}

Json run_case(const ConvolutionalCaseSettings& settings) {
  const ConvolutionalProblem problem = make_convolutional_problem(settings.problem);
  Random random(static_cast<std::uint64_t>(settings.problem.seed), Stream::initialization);
  ConvolutionalDictionarySettings dictionary{.filters = problem.bank.extent(0), .side = settings.problem.side};
  const TensorD filters = learn_convolutional_dictionary(problem.fitted, dictionary, random);
  Json result;
  result.set("free_recovered", filters_recovered(problem.bank, filters));
  const RecoveredGroup group = recover_group(filters, {});
  result.set("order", group.order);
  const ImagePursuitSettings pursuit = image_pursuit_settings(dictionary, problem.fitted);
  report_certificate(certificate(group, windows_of_activations(problem.judged, filters, pursuit), settings.null_draws),
                     result);
  if (problem.action.order) report_recovery(problem, filters, pursuit, settings, result);
  return result;
}

namespace {

std::vector<std::string> actions(const ConvolutionalSettings& s) {
  if (!s.actions.empty()) return s.actions;
  if (s.quick) return {"quarter_turn"};
  return {"quarter_turn", "row_shift", "mirror", "random_3", "random_4", "random_5", "none"};
}

}  // namespace

std::vector<ConvolutionalBenchmarkCase> convolutional_cases(const ConvolutionalSettings& settings) {
  std::vector<ConvolutionalBenchmarkCase> cases;
  const auto add = [&](const std::string& part, ConvolutionalProblemSettings problem, Index seeds,
                       Index random_start_steps) {
    problem.images = settings.images;
    for (Index i = 0; i < seeds; ++i) {
      problem.seed = settings.seed + i;
      const bool compared =
          i < std::max<Index>(1, seeds / 4);  // a random start takes over ten times as long as all else
      cases.push_back({part, {problem, compared ? random_start_steps : 0, settings.null_draws}});
    }
  };
  for (const std::string& action : actions(settings)) {
    const bool compared = action == "quarter_turn";
    add("groups", {action}, settings.seeds, compared ? settings.random_start_steps : 0);
  }
  if (settings.quick || !settings.actions.empty()) return cases;
  for (const double noise : {0.3, 0.6, 1.0, 1.5}) {
    ConvolutionalProblemSettings problem;
    problem.noise = noise;
    add("noise", problem, std::max<Index>(1, settings.seeds / 4), 0);
  }
  return cases;
}

}  // namespace lgn
