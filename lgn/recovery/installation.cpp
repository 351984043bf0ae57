#include "lgn/recovery/installation.h"

#include "lgn/generators/orthogonal.h"
#include "lgn/generators/representation.h"
#include "lgn/generators/snap.h"

namespace lgn {
namespace {

Tensor as_parameter(const TensorD& numbers, const Tensor& parameter) {
  return cast<float>(numbers).reshape(parameter.shape());
}

}  // namespace

std::string fitting_multiplicities(const RecoveredGroup& group) {
  return multiplicities_text(snap_orthogonal(group.A, group.order).multiplicities);
}

void install_group(Network& network, const RecoveredGroup& group, const TensorD& base_filters, double threshold) {
  ParameterSet& parameters = network.parameters();
  const Snapped snapped = snap_orthogonal(group.A, group.order);
  const Representation rho = cyclic_representation(group.order, snapped.multiplicities);
  Tensor& W = parameters.at("generator.W").value;
  W = as_parameter(orthogonal_numbers(rotation_basis(snapped.basis, rho)), W);
  for (Index k = 0; k < network.architecture().layers; ++k) {
    Tensor& B = parameters.at(numbered("B", k)).value;
    B = as_parameter(base_filters, B);
    parameters.at(numbered("lmbd", k)).value.fill(static_cast<float>(threshold));
  }
  Tensor& D = parameters.at("D").value;
  D = as_parameter(group_bank(group.A, group.order, base_filters), D);
}

}  // namespace lgn
