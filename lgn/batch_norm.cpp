#include "lgn/batch_norm.h"

#include "autograd/normalization.h"

namespace lgn {

void add_batch_norm(ParameterSet& parameters, const std::string& name, Index count) {
  parameters.add({name + ".weight", Tensor::full({count}, 1)});
  parameters.add({name + ".bias", Tensor({count})});
  parameters.add({name + ".running_mean", Tensor({count}), false});
  parameters.add({name + ".running_var", Tensor::full({count}, 1), false});
}

Variable batch_norm(Variable x, const Leaves& leaves, ParameterSet& parameters, const std::string& name,
                    bool training) {
  const Variable weight = leaves[name + ".weight"], bias = leaves[name + ".bias"];
  Tensor& mean = parameters.at(name + ".running_mean").value;
  Tensor& variance = parameters.at(name + ".running_var").value;
  return training ? batch_norm_training(x, weight, bias, mean, variance)
                  : batch_norm_evaluation(x, weight, bias, mean, variance);
}

}  // namespace lgn
