// A_j = W rho(j) W^T: a group of orthogonal matrices, exact whatever W is.
#pragma once

#include "autograd/tape.h"
#include "lgn/generators/basis_action.h"
#include "lgn/generators/representation.h"

namespace lgn {

/// below [G', C', d (d-1)/2] -> all elements [G', C', n, d, d], computed in double. W is the Cayley transform
/// of the skew-symmetric matrix with below / sqrt(d) below its diagonal: numbers of unit variance then make
/// rotations of all sizes. Vector-Jacobian product by conjugation.h and cayley.h.
Variable orthogonal_elements(Variable below, const Representation& rho);

/// W for one such stack entry: below [d (d-1)/2] -> [d,d].
TensorD orthogonal_basis(const TensorD& below, Index d);

/// The same W as it acts on rows.
OrthogonalBasis cayley_basis(const TensorD& below, Index d);

/// The way back: numbers that give W. Error when W is a mirror or has the eigenvalue -1.
TensorD orthogonal_numbers(const TensorD& W);

/// A rotation W' without the eigenvalue -1, which is all that orthogonal_basis reaches, with
/// W' rho(j) W'^T = W rho(j) W^T for an orthogonal W. Error where none is found, as where W mirrors and rho has
/// planes only, and where an irrep of rho is neither a line nor a plane that is turned.
TensorD rotation_basis(const TensorD& W, const Representation& rho);

/// For L with dL/dW = gradient [d,d], dL/d(below).
TensorD orthogonal_basis_gradient(const TensorD& W, const TensorD& gradient);

/// For L with dL/d(W rho(j) W^T) = upstream [n,d,d], dL/d(below).
TensorD orthogonal_conjugation_gradient(const Representation& rho, const TensorD& W, const TensorD& upstream);

}  // namespace lgn
