// A_j = S rho(j) S^-1: a group of invertible matrices, exact as far as S^-1 is.
//
// S is stored by its singular value decomposition, S = U D V, D_i = bound^(tanh(stretch_i) / 2): its
// condition is at most `bound` by construction, at every moment, and S^-1 = V^T D^-1 U^T needs no
// elimination.
#pragma once

#include "autograd/tape.h"
#include "lgn/generators/representation.h"

namespace lgn {

/// left, right [G', C', d (d-1)/2] (U and V as in orthogonal_basis), stretch [G', C', d] -> all elements
/// [G', C', n, d, d], computed in double. Vector-Jacobian product by conjugation.h; with S = U P, P = D V,
/// T = S^-1 = R U^T, R = V^T D^-1:
///   dU = dS P^T + dT^T R,   dP = U^T dS,   dR = dT U,   dV = D dP + D^-1 dR^T,
///   dD_i = sum_c V_ic (dP_ic - dR_ci / D_i^2),   dstretch_i = dD_i D_i (ln bound / 2) (1 - tanh^2
///   stretch_i).
Variable exact_elements(Variable left, Variable stretch, Variable right, const Representation& rho, double bound);

/// What the numbers of one stack entry stand for.
struct ExactBasis {
  TensorD U, D, V;  // [d,d], [d], [d,d]

  ExactBasis(const TensorD& left, const TensorD& stretch, const TensorD& right, double bound);
  TensorD S() const;         // U D V
  TensorD inverse() const;   // V^T D^-1 U^T
  double condition() const;  // largest over smallest D, at most `bound`
};

}  // namespace lgn
