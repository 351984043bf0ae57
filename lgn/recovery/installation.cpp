#include "lgn/recovery/installation.h"

#include <cmath>

#include "lgn/multiplicities.h"
#include "lgn/snap.h"
#include "tensor/linalg/cayley.h"
#include "tensor/linalg/lu.h"
#include "tensor/linalg/matrix.h"

namespace lgn {
namespace {

/// W of A = W R W^T as a rotation, which is all that the Cayley transform reaches: where W mirrors, the first
/// column of eigenvalue 1 or the last of -1 changes its sign, which A does not notice.
TensorD rotation_basis(const Snapped& snapped, Index order) {
  TensorD W = snapped.basis.clone();
  if (determinant(W) > 0) return W;
  const Index d = W.extent(0);
  const bool has_one = snapped.multiplicities.front() > 0;
  require(has_one || (order % 2 == 0 && snapped.multiplicities.back() > 0),
          "a matrix without the eigenvalues 1 and -1 whose basis mirrors cannot be installed");
  const Index column = has_one ? 0 : d - 1;
  for (Index i = 0; i < d; ++i) W(i, column) = -W(i, column);
  return W;
}

Tensor as_parameter(const TensorD& numbers, const Tensor& parameter) {
  return cast<float>(numbers).reshape(parameter.shape());
}

}  // namespace

std::string fitting_multiplicities(const RecoveredGroup& group) {
  return multiplicities_text(snap_orthogonal(group.A, group.order).multiplicities);
}

void install_group(Network& network, const RecoveredGroup& group, const TensorD& base_filters,
                   double threshold) {
  ParameterSet& parameters = network.parameters();
  const Snapped snapped = snap_orthogonal(group.A, group.order);
  TensorD below = inverse_cayley(rotation_basis(snapped, group.order));
  for (double& x : below) x *= std::sqrt(static_cast<double>(group.A.extent(0)));  // generator_orthogonal.h
  Tensor& W = parameters.at("generator.W").value;
  W = as_parameter(below, W);
  for (Index k = 0; k < network.architecture().layers; ++k) {
    Tensor& B = parameters.at(numbered("B", k)).value;
    B = as_parameter(base_filters, B);
    parameters.at(numbered("lmbd", k)).value.fill(static_cast<float>(threshold));
  }
  Tensor& D = parameters.at("D").value;
  D = as_parameter(group_bank(group.A, group.order, base_filters), D);
}

}  // namespace lgn
