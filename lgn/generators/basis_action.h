// A_j = W rho(j) W^T with W given by what it does: as matrices, or acting on filters without the matrices A_j, for few
// filters of many numbers, where making and differentiating n matrices [d,d] is what takes the time.
#pragma once

#include <functional>

#include "autograd/tape.h"
#include "lgn/generators/representation.h"

namespace lgn {

/// dL/dW = left^T right, with what W makes of both; all [R,d].
struct BasisGradient {
  TensorD left, left_back;     // rows x, W^T x
  TensorD right, right_moved;  // rows x, W x
};

/// An orthogonal W by what it does.
struct OrthogonalBasis {
  std::function<TensorD(const TensorD& rows, bool transposed)> times;  // rows x -> W x, or W^T x
  std::function<TensorD(const BasisGradient&)> gradient;               // -> dL/d(numbers)
};

/// How W follows from stored numbers.
using BasisMap = std::function<OrthogonalBasis(const TensorD& numbers)>;

/// base filters [G, C, m, m] -> filter bank [n G, C, m, m].
using FilterAction = std::function<Variable(Variable base_filters)>;

/// Below, making the matrices is faster, or as fast.
constexpr Index shortest_acted_on = 128;

/// numbers [G', C', ...], an entry for each W; the bank that acted_filter_bank makes of the elements, but for
/// rounding. Per base filter b:  z = W^T b,  w_j = rho(j) z,  y_j = W w_j, computed in double. Vector-Jacobian
/// product:
///   dw_j = W^T dy_j,   dz = sum_j rho(j)^T dw_j,   db = dy_0 + W dz,   dW = sum_j dy_j w_j^T + b dz^T.
FilterAction action_of_basis(Variable numbers, const Representation& rho, const BasisMap& basis);

/// The same numbers -> all elements [G', C', n, d, d], computed in double.
Variable elements_of_basis(Variable numbers, const Representation& rho, const BasisMap& basis);

}  // namespace lgn
