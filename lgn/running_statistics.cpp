#include "lgn/running_statistics.h"

#include <algorithm>

#include "autograd/normalization.h"

namespace lgn {

bool is_running_statistic(const std::string& name) {
  return name.ends_with(".running_mean") || name.ends_with(".running_var");
}

void recompute_statistics(ParameterSet& parameters, Index batches, FunctionRef<Index(Index)> forward) {
  const double momentum = BatchNormSettings{}.momentum;
  std::vector<Tensor> running;  // share their numbers with the parameters
  std::vector<TensorD> sums;
  for (Parameter& parameter : parameters) {
    if (!is_running_statistic(parameter.name)) continue;
    running.push_back(parameter.value);
    sums.emplace_back(parameter.value.shape());
  }
  if (running.empty()) return;
  Index images = 0;
  for (Index b = 0; b < batches; ++b) {
    for (Tensor& each : running) std::fill(each.begin(), each.end(), 0.0f);
    const Index here = forward(b);  // moves them from 0 to `momentum` times the batch's
    images += here;
    for (std::size_t i = 0; i < running.size(); ++i)
      for (Index f = 0; f < running[i].count(); ++f) sums[i][f] += static_cast<double>(here) * running[i][f] / momentum;
  }
  for (std::size_t i = 0; i < running.size(); ++i)
    for (Index f = 0; f < running[i].count(); ++f) running[i][f] = static_cast<float>(sums[i][f] / images);
}

}  // namespace lgn
