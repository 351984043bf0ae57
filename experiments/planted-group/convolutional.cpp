#include "experiments/planted-group/convolutional.h"

#include <algorithm>

namespace lgn {
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
      cases.push_back({part, {problem, random_start_steps, settings.null_draws}});
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
