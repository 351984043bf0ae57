// All elements of a group in one basis:  A_j = S rho(j) T,  T = S^-1,  and the way back for gradients.
//
// In double: with S and T inverse to rounding, so is every product A_i A_j = A_ij.
#pragma once

#include "lgn/generators/representation.h"

namespace lgn {

/// S, T [d,d] -> all elements [n,d,d], the identity first, exactly. d is rho's dimension, n its order.
TensorD conjugated_elements(const Representation& rho, const TensorD& S, const TensorD& T);

struct ConjugationGradients {
  TensorD S, T;  // [d,d]
};

/// Vector-Jacobian product: for L with dL/dA = gradient [n,d,d],
///   dL/dS = sum_j gradient_j T^T rho(j)^T,   dL/dT = sum_j rho(j)^T S^T gradient_j   over j >= 1;
/// the identity moves with neither.
ConjugationGradients conjugation_gradients(const Representation& rho, const TensorD& S, const TensorD& T,
                                           const TensorD& gradient);

}  // namespace lgn
